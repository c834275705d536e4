use axum::Json;
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

#[access_check]
async fn is_author(user: &User, Json(author): Json<String>) -> Result<bool, AuthError> {
    Ok(user.email == author)
}

#[require_user(roles = ["Admin"], or = is_author)]
async fn hello(user: User) -> String {
    user.email
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(hello));
}
