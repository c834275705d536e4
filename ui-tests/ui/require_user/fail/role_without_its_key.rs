use fastauth::prelude::*;
use ui_tests::User;

#[require_user("Admin")]
async fn hello(user: User) -> String {
    user.email
}

#[require_user(roles = ["Admin"], or = "is_author")]
async fn bye(user: User) -> String {
    user.email
}

fn main() {}
