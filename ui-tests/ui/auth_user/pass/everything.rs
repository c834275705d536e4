#![deny(warnings, missing_docs)]

use fastauth::prelude::*;

/// A user.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission, oauth_account = OAuthAccount)]
pub struct User {
    /// The key.
    pub id: Uuid,
    /// The address.
    #[auth(login)]
    pub email: String,
    /// The name.
    #[auth(login)]
    pub username: Option<String>,
    /// The hash.
    pub hashed_password: PasswordHash,
    /// Whether active.
    pub is_active: bool,
    /// Whether verified.
    pub is_verified: bool,
    /// The role.
    pub role_id: Option<i64>,
    /// When.
    pub created_at: OffsetDateTime,
    /// What to show.
    #[auth(create, read, update)]
    pub display_name: Option<String>,
    /// When born.
    #[auth(create, read, update)]
    pub born_at: Option<OffsetDateTime>,
    /// How many.
    #[auth(create, read, update, default = 3)]
    pub seats: i32,
}

/// A role.
#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin", "chief-editor"], open)]
pub struct Role {
    /// The key.
    pub id: i64,
    /// The codename.
    pub codename: String,
    /// What it is for.
    #[auth(create, read, update)]
    pub description: Option<String>,
}

/// A permission.
#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["user:delete", "2fa:reset"])]
pub struct Permission {
    /// The key.
    pub id: i32,
    /// The codename.
    pub codename: String,
}

/// An account at a provider.
#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "oauth_accounts")]
pub struct OAuthAccount {
    /// The key.
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// The provider.
    pub oauth_name: String,
    /// The account.
    pub account_id: String,
    /// The address there.
    #[auth(read)]
    pub account_email: Option<String>,
}

/// An editor's page.
#[require_user(roles = [Role::CHIEF_EDITOR, "Unlisted"], permissions = [Permission::_2FA_RESET])]
pub async fn page(user: User) -> String {
    user.email
}

/// A page of a token.
#[require_token]
pub async fn token() {}

/// A page for all.
#[public]
pub async fn index() {}

/// Whether it is theirs.
#[access_check]
pub async fn is_theirs(user: &User) -> Result<bool, AuthError> {
    Ok(user.is_verified)
}

pub(super) fn main() {
    let _ = (page, token, index, is_theirs);
}
