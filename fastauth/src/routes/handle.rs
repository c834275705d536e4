//! The handle of a route.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;

use crate::auth::FastAuth;
use crate::guard::HasAuth;
use crate::hooks::HookContext;
use crate::model::AuthUser;

/// The handle, told of the request that it works for.
pub(super) struct Handle<U: AuthUser>(pub(super) FastAuth<U>);

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
