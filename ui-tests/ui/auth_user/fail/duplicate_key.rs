use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", table = "people")]
pub struct User {
    pub id: Uuid,
    #[auth(login, login)]
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

fn main() {}
