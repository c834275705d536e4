use fastauth::prelude::*;

#[access_check]
async fn is_author() -> Result<bool, AuthError> {
    Ok(true)
}

fn main() {}
