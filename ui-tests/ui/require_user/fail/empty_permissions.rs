use fastauth::prelude::*;
use ui_tests::User;

#[require_user(permissions = [])]
async fn hello(user: User) -> String {
    user.email
}

#[require_user(all_permissions = [])]
async fn goodbye(user: User) -> String {
    user.email
}

fn main() {}
