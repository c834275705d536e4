use fastauth::prelude::*;
use ui_tests::{User};

#[require_token]
fn who(token: AccessToken<User>) -> String {
    token.sub.clone()
}

fn main() {}
