//! fastauth's side.

use axum::extract::FromRef;
use fastauth::prelude::*;
use fastauth::routing::get;

use crate::Fallible;

/// What both sides sign and verify with.
pub(crate) const KEY: &str = "measured, not kept: 8f1d0c7e5b3a49d2";

/// A user.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission)]
pub(crate) struct User {
    pub id: Uuid,
    #[auth(login)]
    pub email: String,
    #[auth(login)]
    pub username: Option<String>,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<i32>,
    #[auth(create, read, update)]
    pub display_name: Option<String>,
}

/// A role.
#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin", "Reporter", "User"])]
pub(crate) struct Role {
    pub id: i32,
    pub codename: String,
}

/// A permission.
#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["report:read"])]
pub(crate) struct Permission {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, FromRef)]
struct App {
    auth: FastAuth<User>,
}

#[require_token]
async fn token(token: AccessToken<User>) -> String {
    token.into_claims().sub
}

#[require_user(roles = ["Admin"], permissions = ["report:read"])]
async fn report(user: User) -> String {
    user.email
}

/// The handle over a database.
pub(crate) async fn auth(database: &str) -> Fallible<FastAuth<User>> {
    let mut config = FastAuthConfig::new(KEY);
    // Everything comes from one address.
    config.limits = fastauth::limit::RateLimits::off();
    // A long run outlives the default.
    config.access_token_max_age = time::Duration::hours(1);
    Ok(FastAuth::builder(Database::connect(database).await?).config(config).build().await?)
}

/// The routes that are measured, and the library's own.
pub(crate) async fn router(database: &str) -> Fallible<axum::Router> {
    let auth = auth(database).await?;
    let routes = fastauth::Router::new()
        .merge(auth.routes())
        .route("/token", get(token))
        .route("/report", get(report));
    Ok(routes.with_state(App { auth }))
}
