use fastauth::prelude::*;
use ui_tests::User;

#[derive(Clone)]
struct App;

fn serve(auth: FastAuth<User>) -> axum::Router {
    fastauth::Router::new().merge(auth.routes()).with_state(App)
}

fn main() {
    let _ = serve;
}
