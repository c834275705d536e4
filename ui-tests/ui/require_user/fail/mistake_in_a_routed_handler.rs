use fastauth::prelude::*;
use fastauth::routing::{get, post};
use ui_tests::{App, User};

#[require_user(role = ["Admin"])]
async fn hello(user: User) -> String {
    user.email
}

#[require_user]
async fn index() -> &'static str {
    "hello"
}

#[require_user(roles = [])]
async fn rename(user: User) -> String {
    user.email
}

#[require_user]
fn remove(user: User) -> String {
    user.email
}

fn main() {
    let _ = fastauth::Router::<App>::new()
        .route("/", get(index).put(rename))
        .route("/hello", get(hello).post(remove))
        .route("/other", post(index).delete(hello));
}
