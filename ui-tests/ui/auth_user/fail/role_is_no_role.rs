use fastauth::prelude::*;

#[derive(Clone, Debug)]
pub struct Tag;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Tag)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<i32>,
}

fn main() {}
