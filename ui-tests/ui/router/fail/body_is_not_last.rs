use axum::Json;
use axum::extract::Path;
use fastauth::prelude::*;
use fastauth::routing::post;
use ui_tests::{App, User};

#[require_user]
async fn rename(user: User, Json(name): Json<String>, Path(id): Path<i32>) -> String {
    format!("{id} {name} {}", user.email)
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/articles/{id}", post(rename));
}
