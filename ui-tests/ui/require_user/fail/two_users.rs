use fastauth::prelude::*;
use ui_tests::{User};

#[require_user]
async fn hello(user: User, _user: User) -> String {
    user.email
}

fn main() {}
