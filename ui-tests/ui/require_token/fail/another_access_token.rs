use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

struct AccessToken;

impl<S: Sync> FromRequestParts<S> for AccessToken {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

#[fastauth::require_token]
async fn hello(_token: AccessToken) {}

fn main() {
    let _ = axum::Router::<()>::new().route("/", axum::routing::get(hello));
}
