use fastauth::prelude::*;
use ui_tests::{User};

const EDITORS: Policy = Policy::new().roles(&["Editor"]);

#[require_user(policy = EDITORS, roles = ["Admin"])]
async fn hello(user: User) -> String {
    user.email
}

fn main() {}
