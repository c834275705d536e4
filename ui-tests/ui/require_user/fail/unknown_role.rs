use fastauth::prelude::*;
use ui_tests::{User};

#[require_user(roles = ["Amdin"])]
async fn hello(user: User) -> String {
    user.email
}

fn main() {}
