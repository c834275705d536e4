use fastauth::prelude::*;
use ui_tests::{User};

#[require_user(permissions = ["report:raed"])]
async fn hello(user: User) -> String {
    user.email
}

fn main() {}
