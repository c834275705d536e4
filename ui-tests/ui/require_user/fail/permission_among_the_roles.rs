use fastauth::prelude::*;
use ui_tests::{Permission, User};

#[require_user(roles = [Permission::REPORT_READ])]
async fn hello(user: User) -> String {
    user.email
}

fn main() {}
