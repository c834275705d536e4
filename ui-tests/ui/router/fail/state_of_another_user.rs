use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, Member};

#[require_user]
async fn hello(user: Member) -> String {
    user.email
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/hello", get(hello));
}
