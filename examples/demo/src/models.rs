//! What the demo's users are.

use fastauth::prelude::*;

/// A user.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission, oauth_account = OAuthAccount)]
pub struct User {
    pub id: Uuid,
    #[auth(login)]
    pub email: String,
    #[auth(login)]
    pub username: Option<String>,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<i32>,
    pub created_at: OffsetDateTime,
    #[auth(create, read, update)]
    pub display_name: Option<String>,
}

/// A role.
#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin", "User"])]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

/// A permission.
#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["report:read", "audit:read", "article:delete"])]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

/// An account at a provider.
#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "oauth_accounts")]
pub struct OAuthAccount {
    pub id: Uuid,
    pub user_id: Uuid,
    pub oauth_name: String,
    pub account_id: String,
    #[auth(read)]
    pub account_email: Option<String>,
}
