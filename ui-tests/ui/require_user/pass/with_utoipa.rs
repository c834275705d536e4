#![deny(warnings)]

use axum::extract::Path;
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};
use utoipa::OpenApi;

#[utoipa::path(get, path = "/documented/{id}", params(("id" = i32, Path)), responses((status = 200, body = String)))]
#[require_user(roles = ["Admin"])]
async fn documented_then_guarded(user: User, Path(id): Path<i32>) -> String {
    format!("{id} {}", user.email)
}

#[require_user(roles = ["Admin"])]
#[utoipa::path(get, path = "/guarded/{id}", params(("id" = i32, Path)), responses((status = 200, body = String)))]
async fn guarded_then_documented(user: User, Path(id): Path<i32>) -> String {
    format!("{id} {}", user.email)
}

#[public]
#[utoipa::path(get, path = "/", responses((status = 200, body = String)))]
#[tracing::instrument]
async fn index() -> &'static str {
    "hello"
}

#[utoipa::path(get, path = "/token", responses((status = 200, body = String)))]
#[require_token(refresh)]
#[axum::debug_handler(state = App)]
async fn token(token: RefreshToken<User>) -> String {
    token.sub.clone()
}

#[derive(OpenApi)]
#[openapi(paths(documented_then_guarded, guarded_then_documented, index, token))]
struct Document;

pub(super) fn main() {
    let _ = Document::openapi();
    let _ = fastauth::Router::<App>::new()
        .route("/documented/{id}", get(documented_then_guarded))
        .route("/guarded/{id}", get(guarded_then_documented))
        .route("/token", get(token))
        .route("/", get(index));
}
