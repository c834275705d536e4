#![deny(warnings)]

use axum::extract::{Path, State};
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::App;

#[public]
async fn index() -> &'static str {
    "hello"
}

#[public]
async fn page(State(_): State<App>, Path(id): Path<i32>, body: String) -> String {
    format!("{id} {body}")
}

#[public()]
async fn empty_arguments() {}

pub(super) fn main() {
    let _ = fastauth::Router::<App>::new().route("/{id}", get(index).post(page).put(empty_arguments));
}
