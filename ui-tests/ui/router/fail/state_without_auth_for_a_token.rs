use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::User;

#[derive(Clone)]
struct App;

#[require_token]
async fn who(token: AccessToken<User>) -> String {
    token.sub.clone()
}

fn main() {
    let _: axum::Router = fastauth::Router::new().route("/who", get(who)).with_state(App);
}
