#![deny(warnings)]

use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission, oauth_account = OAuthAccount)]
pub struct User {
    pub id: i32,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<Uuid>,
}

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin"])]
pub struct Role {
    pub id: Uuid,
    pub codename: String,
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions")]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "oauth_accounts")]
pub struct OAuthAccount {
    pub id: i32,
    pub user_id: i32,
    pub oauth_name: String,
    pub account_id: String,
}

pub(super) fn main() {}
