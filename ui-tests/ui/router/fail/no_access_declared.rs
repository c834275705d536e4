use fastauth::routing::get;
use ui_tests::App;

async fn index() -> &'static str {
    "hello"
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(index));
}
