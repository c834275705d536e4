#![deny(warnings)]

use axum::extract::Path;
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

const EDITORS: Policy = Policy::new().roles(&["Editor"]).permissions(&["article:delete"]).verified();

#[require_user]
async fn plain(user: User) -> String {
    user.email
}

#[require_user]
async fn mutable(mut user: User) -> String {
    user.email.push('!');
    user.email
}

#[require_user]
async fn unused(_user: User) {}

#[require_user]
async fn optional(user: Option<User>) -> String {
    user.map_or_else(|| "who are you?".to_owned(), |user| user.email)
}

#[require_user(User)]
async fn not_wanted() {}

#[require_user(ui_tests::User, roles = ["Admin"])]
async fn not_wanted_by_path() {}

#[require_user()]
async fn empty_arguments(user: ui_tests::User) -> String {
    user.email
}

#[require_user(is_verified = true)]
async fn user_comes_last(Path(id): Path<i32>, user: User) -> String {
    format!("{id} {}", user.email)
}

#[require_user(policy = EDITORS)]
async fn by_policy(user: User) -> String {
    user.email
}

#[require_user(
    roles = [ui_tests::Role::ADMIN, "Editor",],
    permissions = [ui_tests::Permission::ARTICLE_DELETE],
    all_permissions = ["report:read", "user:read"],
    is_active = false,
    is_verified = true,
)]
async fn everything_at_once(user: User) -> String {
    user.email
}

#[require_user(is_active = true, is_verified = false)]
async fn the_defaults(user: User) -> String {
    user.email
}

#[require_user]
async fn early_return(user: User) -> Result<String, AuthError> {
    if !user.is_verified {
        return Err(AuthError::Forbidden);
    }
    Ok(user.email)
}

#[require_user]
async fn r#match(user: User) -> String {
    user.email
}

pub(super) fn main() {
    let _ = fastauth::Router::<App>::new()
        .route("/1", get(plain).post(mutable).put(unused).delete(optional))
        .route("/2", get(not_wanted).post(not_wanted_by_path).put(empty_arguments))
        .route("/3", get(user_comes_last).post(by_policy).put(everything_at_once))
        .route("/4", get(the_defaults).post(early_return).put(r#match));
}
