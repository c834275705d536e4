#![deny(warnings)]

use std::sync::Arc;

use axum::extract::{FromRef, State};
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::User;

#[derive(Clone, FromRef)]
struct App {
    auth: FastAuth<User>,
    greeting: String,
}

#[require_user]
async fn hello(user: User, State(app): State<Arc<App>>) -> String {
    format!("{}, {}", app.greeting, user.email)
}

#[allow(dead_code)]
fn serve(app: App) -> axum::Router {
    let auth = app.auth.clone();
    fastauth::Router::new().merge(auth.routes()).route("/", get(hello)).with_state(Arc::new(app))
}

pub(super) fn main() {}
