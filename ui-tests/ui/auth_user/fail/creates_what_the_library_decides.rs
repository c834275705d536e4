use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    #[auth(create)]
    pub is_active: bool,
    pub is_verified: bool,
    #[auth(update)]
    pub role_id: Option<i32>,
}

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin", "User"])]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

fn main() {}
