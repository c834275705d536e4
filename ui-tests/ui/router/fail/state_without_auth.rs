use axum::extract::State;
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::User;

#[derive(Clone)]
struct App {
    name: String,
}

#[require_user]
async fn hello(user: User, State(app): State<App>) -> String {
    format!("{}, {}", app.name, user.email)
}

fn main() {
    let app = App { name: "hello".to_owned() };
    let _: axum::Router = fastauth::Router::new().route("/hello", get(hello)).with_state(app);
}
