use fastauth::prelude::*;
use fastauth::token::RefreshClaims;
use ui_tests::User;

fn rotate(_claims: &RefreshClaims) {}

#[require_token]
async fn refresh(token: AccessToken<User>) {
    rotate(&token);
}

fn main() {}
