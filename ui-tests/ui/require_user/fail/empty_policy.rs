use fastauth::prelude::*;
use ui_tests::User;

const NOBODY: Policy = Policy::new().roles(&[]);
const EVERYBODY: Policy = Policy::new().all_permissions(&[]);

#[require_user(policy = NOBODY)]
async fn hello(user: User) -> String {
    user.email
}

#[require_user(policy = EVERYBODY)]
async fn goodbye(user: User) -> String {
    user.email
}

fn main() {}
