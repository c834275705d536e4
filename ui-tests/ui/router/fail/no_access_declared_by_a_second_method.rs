use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::App;

#[public]
async fn index() -> &'static str {
    "hello"
}

async fn remove() {}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(index).delete(remove));
}
