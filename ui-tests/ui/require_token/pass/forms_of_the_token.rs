#![deny(warnings)]

use axum::extract::State;
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

#[require_token]
async fn access(token: AccessToken<User>) -> String {
    token.sub.clone()
}

#[require_token(access)]
async fn access_by_name(token: AccessToken<User>) -> String {
    token.sub.clone()
}

#[require_token(refresh)]
async fn refresh(State(_): State<App>, token: RefreshToken<User>) -> String {
    token.sub.clone()
}

#[require_token]
async fn not_wanted() {}

#[require_token(refresh, ui_tests::User)]
async fn not_wanted_by_path() {}

#[require_token]
async fn by_path(token: fastauth::guard::AccessToken<User>) -> String {
    token.sub.clone()
}

pub(super) fn main() {
    let _ = fastauth::Router::<App>::new()
        .route("/1", get(access).post(access_by_name).put(refresh))
        .route("/2", get(not_wanted).post(not_wanted_by_path).put(by_path));
}
