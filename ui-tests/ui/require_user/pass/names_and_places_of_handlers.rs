#![deny(warnings)]

use fastauth::model::AuthUser;
use fastauth::prelude::*;
use fastauth::routing::get;
use ui_tests::{App, User};

struct Api;

impl Api {
    #[public]
    async fn list() -> String {
        String::new()
    }

    #[require_token]
    async fn ping(token: AccessToken<User>) -> Result<String, AuthError> {
        Ok(token.into_claims().sub)
    }
}

#[require_user]
async fn list_2(user: User) -> String {
    user.email
}

#[require_user]
async fn list2(user: User) -> String {
    user.email
}

#[require_token]
async fn anybodys<U: AuthUser>(token: AccessToken<U>) -> String {
    token.into_claims().sub
}

pub(super) fn main() {
    let _ = fastauth::Router::<App>::new()
        .route("/", get(Api::list).post(Api::ping))
        .route("/2", get(list_2).post(list2).put(anybodys::<User>));
}
