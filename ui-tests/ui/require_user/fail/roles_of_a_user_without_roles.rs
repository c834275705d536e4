use fastauth::prelude::*;
use ui_tests::{Member};

#[require_user(roles = ["Admin"])]
async fn hello(user: Member) -> String {
    user.email
}

fn main() {}
