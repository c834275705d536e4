use fastauth::prelude::*;
use ui_tests::{User};

#[require_token(refresh)]
async fn refresh(token: AccessToken<User>) -> String {
    token.sub.clone()
}

fn main() {}
