use fastauth::prelude::*;
use ui_tests::{User};

#[access_check]
async fn is_author(user: &User) -> bool {
    user.is_active
}

fn main() {}
