use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users")]
pub struct User {
    pub id: Uuid,
    pub email: String,
    #[auth(claim)]
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    #[auth(claim)]
    pub realm: String,
}

fn main() {}
