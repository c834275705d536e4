use fastauth::prelude::*;
use ui_tests::{User};

#[require_user]
async fn hello(user: &User) -> String {
    user.email.clone()
}

fn main() {}
