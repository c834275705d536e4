#![deny(warnings)]

use axum::extract::{Path, State};
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

#[access_check]
async fn is_verified(user: &User) -> Result<bool, AuthError> {
    Ok(user.is_verified)
}

#[access_check]
async fn is_author(user: &User, Path(id): Path<Uuid>, State(app): State<App>) -> Result<bool, AuthError> {
    let _ = app.auth;
    Ok(user.id == id)
}

mod checks {
    use fastauth::prelude::*;

    #[access_check]
    pub async fn by_path(user: &ui_tests::User) -> Result<bool, AuthError> {
        Ok(user.is_active)
    }
}

#[require_user(roles = ["Admin"], or = is_verified)]
async fn verified(user: User) -> String {
    user.email
}

#[require_user(User, roles = ["Admin"], or = is_author)]
async fn author() {}

#[require_user(permissions = ["article:delete"], or = checks::by_path)]
async fn by_path(user: User) -> String {
    user.email
}

pub(super) fn main() {
    let _ = fastauth::Router::<App>::new().route("/{id}", get(verified).post(author).put(by_path));
}
