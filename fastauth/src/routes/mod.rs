//! What a client calls: one file a router, each route a few lines from a flow.

mod auth;
mod register;
mod users;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::response::Response;
use http::header::{CACHE_CONTROL, USER_AGENT, VARY, X_CONTENT_TYPE_OPTIONS};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use std::convert::Infallible;
use std::net::SocketAddr;

use crate::auth::FastAuth;
use crate::guard::{HasAuth, Router};
use crate::hooks::HookContext;
use crate::model::AuthUser;

impl<U: AuthUser> FastAuth<U> {
    /// Every ready-made route, to be merged into the application's router.
    ///
    /// The handle is taken from the state, not from here: routes and guards cannot disagree about it.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
    {
        Router::new()
            .merge(register::router::<S, U>())
            .merge(auth::router::<S, U>())
            .merge(users::router::<S, U>())
            .layer(axum::middleware::map_response(personal))
    }
}

/// What is answered here is one person's, and no cache's (RFC 6749 section 5.1).
async fn personal(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.append(VARY, HeaderValue::from_static("Cookie, Authorization"));
    response
}

/// The handle, told of the request that it works for.
struct Handle<U: AuthUser>(FastAuth<U>);

impl<S: HasAuth<U>, U: AuthUser> FromRequestParts<S> for Handle<U> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let context = HookContext {
            ip: peer.map(|ConnectInfo(address)| address.ip()),
            user_agent: user_agent(&parts.headers),
        };
        Ok(Self(state.auth().in_context(context)))
    }
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(USER_AGENT)?.to_str().ok()?;
    Some(text.chars().take(255).collect())
}
