use fastauth::prelude::*;
use ui_tests::{User};

const EDITORS: Policy = Policy::new().roles(&["Editr"]);

#[require_user(policy = EDITORS)]
async fn hello(user: User) -> String {
    user.email
}

fn main() {}
