use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

struct Seen;

#[require_user]
async fn hello(_user: User) -> Seen {
    Seen
}

#[public]
async fn page() -> Result<Seen, AuthError> {
    Ok(Seen)
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(hello).post(page));
}
