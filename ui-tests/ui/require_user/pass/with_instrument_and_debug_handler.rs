#![deny(warnings)]

use axum::extract::Path;
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

#[require_user(roles = ["Admin"])]
#[tracing::instrument(skip_all)]
async fn guarded_then_instrumented(user: User, Path(id): Path<i32>) -> String {
    format!("{id} {}", user.email)
}

#[tracing::instrument(skip_all, fields(user = %user.id))]
#[require_user(roles = ["Admin"])]
async fn instrumented_then_guarded(user: User, Path(id): Path<i32>) -> String {
    format!("{id} {}", user.email)
}

#[require_user(roles = ["Admin"])]
#[axum::debug_handler(state = App)]
async fn guarded_then_debugged(user: User, Path(id): Path<i32>) -> String {
    format!("{id} {}", user.email)
}

#[public]
#[axum::debug_handler(state = App)]
#[tracing::instrument]
async fn public() {}

#[require_token]
#[axum::debug_handler(state = App)]
#[tracing::instrument(skip_all)]
async fn token(token: AccessToken<User>) -> String {
    token.sub.clone()
}

pub(super) fn main() {
    let _ = fastauth::Router::<App>::new()
        .route("/1", get(guarded_then_instrumented).post(instrumented_then_guarded))
        .route("/2", get(guarded_then_debugged).post(public).put(token));
}
