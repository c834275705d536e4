use fastauth::prelude::*;
use ui_tests::{User};

#[require_user(roles = ["Admin"])]
async fn hello(user: Option<User>) -> &'static str {
    if user.is_some() { "hello" } else { "who are you?" }
}

fn main() {}
