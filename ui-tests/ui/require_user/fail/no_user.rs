use fastauth::prelude::*;

#[require_user(roles = ["Admin"])]
async fn hello() -> &'static str {
    "hello"
}

fn main() {}
