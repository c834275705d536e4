use axum::Json;
use fastauth::routing::post;
use ui_tests::App;

async fn echo(Json(text): Json<String>) -> String {
    text
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/echo", post(echo));
}
