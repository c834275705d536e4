use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

struct IsAuthor;

#[require_user(roles = ["Admin"], or = IsAuthor)]
async fn hello(user: User) -> String {
    user.email
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(hello));
}
