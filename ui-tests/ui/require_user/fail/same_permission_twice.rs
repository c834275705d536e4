use fastauth::prelude::*;
use ui_tests::{Permission, User};

#[require_user(all_permissions = ["report:read", Permission::REPORT_READ])]
async fn report(user: User) -> String {
    user.email
}

fn main() {}
