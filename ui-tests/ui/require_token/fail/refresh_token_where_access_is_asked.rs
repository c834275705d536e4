use fastauth::prelude::*;
use ui_tests::{User};

#[require_token]
async fn who(token: RefreshToken<User>) -> String {
    token.sub.clone()
}

fn main() {}
