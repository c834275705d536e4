use axum::routing::get;
use fastauth::prelude::*;
use ui_tests::App;

#[public]
async fn index() -> &'static str {
    "hello"
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(index));
}
