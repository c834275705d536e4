#![deny(warnings)]

use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<i32>,
}

#[derive(Clone, Debug, Role)]
#[role(table = "roles", open)]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

#[require_user(roles = ["whatever", "the", "table", "holds"])]
async fn hello(user: User) -> String {
    user.email
}

pub(super) fn main() {
    let _ = hello;
}
