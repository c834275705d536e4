use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

#[require_user]
#[public]
async fn hello(user: User) -> String {
    user.email
}

#[public]
#[fastauth::require_token(refresh)]
async fn renew() {}

#[require_user(roles = ["Admin"])]
#[require_user(permissions = ["user:read"])]
async fn both(user: User) -> String {
    user.email
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(hello).post(renew).put(both));
}
