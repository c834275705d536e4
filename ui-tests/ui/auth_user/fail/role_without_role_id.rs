use fastauth::prelude::*;

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin"])]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

fn main() {}
