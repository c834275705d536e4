use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

async fn is_author(_user: &User) -> Result<bool, AuthError> {
    Ok(true)
}

#[require_user(roles = ["Admin"], or = is_author)]
async fn hello(user: User) -> String {
    user.email
}

fn main() {
    let _ = fastauth::Router::<App>::new().route("/", get(hello));
}
