use fastauth::prelude::*;

#[derive(serde::Serialize)]
pub struct Account {
    pub email: String,
    pub hashed_password: PasswordHash,
}

fn main() {}
