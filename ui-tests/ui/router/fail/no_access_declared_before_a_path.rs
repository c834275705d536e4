use axum::extract::Path;
use fastauth::routing::get;
use ui_tests::App;

async fn article(Path(id): Path<i32>) -> String {
    id.to_string()
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/articles/{id}", get(article));
}
