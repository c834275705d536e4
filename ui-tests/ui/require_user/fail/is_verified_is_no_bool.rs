use fastauth::prelude::*;
use ui_tests::{User};

#[require_user(is_verified = "yes")]
async fn hello(user: User) -> String {
    user.email
}

fn main() {}
