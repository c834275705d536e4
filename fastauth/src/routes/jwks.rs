//! `GET /.well-known/jwks.json`: the public keys that other services read access tokens with.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};

use crate::auth::FastAuth;
use crate::guard::routing::get;
use crate::guard::{HasAuth, Public, Router};
use crate::model::AuthUser;
use crate::token::JwkSet;

/// Where the keys are: at the root, whatever the configuration says of other paths.
const PATH: &str = "/.well-known/jwks.json";

/// For how long somebody may go on with the keys that they have: a key that comes next is there before it signs.
const CACHED: &str = "public, max-age=300";

/// `GET /.well-known/jwks.json` (RFC 7517 section 5): of no use, and so without a route, where no private key
/// signs access tokens.
#[derive(Debug, Clone, Copy)]
pub struct JwksRouter;

impl JwksRouter {
    /// The route.
    pub fn routes<S, U>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
        U: AuthUser,
    {
        match auth.jwks() {
            Some(_) => Router::new().route(PATH, get(keys::<U>)),
            None => Router::new(),
        }
    }
}

async fn keys<U: AuthUser>(_: Public, auth: FastAuth<U>) -> Response {
    let headers = [(CACHE_CONTROL, CACHED), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    let none = JwkSet::default();
    (headers, Json(auth.jwks().unwrap_or(&none))).into_response()
}
