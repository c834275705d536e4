use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

#[require_user]
async fn hello(me: User) -> String {
    me.email
}

#[require_user]
async fn bye(User { email, .. }: User) -> String {
    email
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(hello).post(bye));
}
