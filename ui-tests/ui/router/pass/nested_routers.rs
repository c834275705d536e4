#![deny(warnings)]

use axum::extract::FromRef;
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::User;

#[derive(Clone)]
struct App {
    auth: FastAuth<User>,
    name: String,
}

impl FromRef<App> for FastAuth<User> {
    fn from_ref(app: &App) -> Self {
        app.auth.clone()
    }
}

#[require_user]
async fn hello(user: User) -> String {
    user.email
}

#[public]
async fn index() {}

fn serve(auth: FastAuth<User>) -> axum::Router {
    let plain = axum::Router::new().route("/health", axum::routing::get(async || "ok"));
    fastauth::Router::new()
        .merge(auth.routes())
        .nest("/api", fastauth::Router::new().route("/hello", get(hello)))
        .merge_unchecked(plain, "a health check tells nothing")
        .fallback(index)
        .with_state(App { auth, name: "hello".to_owned() })
}

fn handle_as_state(auth: FastAuth<User>) -> axum::Router {
    fastauth::Router::new().route("/hello", get(hello)).merge(auth.routes()).with_state(auth)
}

fn with_plain_axum(auth: FastAuth<User>) -> axum::Router {
    axum::Router::new().route("/hello", axum::routing::get(hello)).with_state(auth)
}

pub(super) fn main() {
    let _ = (serve, handle_as_state, with_plain_axum);
    let _ = |app: App| app.name;
}
