use fastauth::prelude::*;
use ui_tests::{Member};

#[require_user(permissions = ["report:read"])]
async fn hello(user: Member) -> String {
    user.email
}

fn main() {}
