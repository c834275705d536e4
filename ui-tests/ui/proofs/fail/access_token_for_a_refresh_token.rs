use fastauth::prelude::*;
use ui_tests::User;

fn rotate(_token: RefreshToken<User>) {}

#[require_token]
async fn refresh(token: AccessToken<User>) {
    rotate(token);
}

fn main() {}
