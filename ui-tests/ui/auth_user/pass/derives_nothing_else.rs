#![deny(warnings)]

use fastauth::prelude::*;

#[derive(AuthUser)]
#[auth_user(table = "users", role = Role)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<i32>,
}

#[derive(Role)]
#[role(table = "roles")]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

pub(super) fn main() {}
