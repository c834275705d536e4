#![deny(warnings)]

/// Pages.
pub mod pages {
    use fastauth::prelude::*;
    use ui_tests::User;

    /// A page.
    #[require_user(roles = ["Admin"])]
    pub async fn hello(user: User) -> String {
        user.email
    }

    /// A page of the crate's.
    #[require_user(User)]
    pub(crate) async fn inside() {}

    /// A page for all.
    #[public]
    pub async fn index() {}

    /// A page for the bearer of a token.
    #[require_token(refresh)]
    pub async fn token(token: RefreshToken<User>) -> String {
        token.sub.clone()
    }

    /// Whether it is theirs.
    #[access_check]
    pub async fn is_theirs(user: &User) -> Result<bool, AuthError> {
        Ok(user.is_verified)
    }
}

use fastauth::routing::get;

pub(super) fn main() {
    let _ = pages::is_theirs;
    let _ = fastauth::Router::<ui_tests::App>::new()
        .route("/", get(pages::index).post(pages::hello).put(pages::inside).delete(pages::token));
}
