#![deny(warnings)]

use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", permission = Permission)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["report:read"])]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

#[require_user(all_permissions = ["report:read", "user:read"])]
async fn hello(user: User) -> String {
    user.email
}

pub(super) fn main() {
    let _ = hello;
}
