use fastauth::prelude::*;

struct Visitor(String);

#[require_user]
async fn hello(user: Visitor) -> String {
    user.0
}

fn main() {}
