use fastauth::prelude::*;
use ui_tests::{User};

#[access_check]
async fn is_author(user: User) -> Result<bool, AuthError> {
    Ok(user.is_active)
}

fn main() {}
