//! A small application that the cases begin with, so that each shows little more than its mistake.

use axum::extract::FromRef;
use fastauth::prelude::*;

/// A user with a role and permissions.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission)]
pub struct User {
    /// The key.
    pub id: Uuid,
    /// The address.
    #[auth(login)]
    pub email: String,
    /// The hash of the password.
    pub hashed_password: PasswordHash,
    /// Whether the user may come in.
    pub is_active: bool,
    /// Whether the address was verified.
    pub is_verified: bool,
    /// The role.
    pub role_id: Option<i32>,
}

/// A role.
#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin", "Editor"])]
pub struct Role {
    /// The key.
    pub id: i32,
    /// The codename.
    pub codename: String,
}

/// A permission.
#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["report:read", "article:delete"])]
pub struct Permission {
    /// The key.
    pub id: i32,
    /// The codename.
    pub codename: String,
}

/// A user of a program without roles and permissions.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "members")]
pub struct Member {
    /// The key.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// The hash of the password.
    pub hashed_password: PasswordHash,
    /// Whether the member may come in.
    pub is_active: bool,
    /// Whether the address was verified.
    pub is_verified: bool,
}

/// The state.
#[derive(Clone, FromRef)]
pub struct App {
    /// The handle.
    pub auth: FastAuth<User>,
}
