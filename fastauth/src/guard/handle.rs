//! The handle as an extractor, told of the request.

use std::convert::Infallible;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::HasAuth;
use super::actor::context;
use crate::auth::FastAuth;
use crate::model::AuthUser;
use crate::token::TokenStrategy;

/// The handle of the state (`AUTH_MANAGER` of fastapi-fastauth), in this request: its hooks and events are told where it came
/// from and whom the gate has found, and attempts are counted for that address. It is no gate: it comes behind one.
impl<S: HasAuth<U>, U: AuthUser> FromRequestParts<S> for FastAuth<U> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let auth = state.auth();
        let context = context(&auth, parts);
        Ok(auth.in_context(context))
    }
}

/// How tokens are made and read, as an extractor (`TOKEN_STRATEGY` of fastapi-fastauth): a
/// [`TokenStrategy`]. It is no gate: it comes behind one.
#[derive(Debug, Clone)]
pub struct Strategy<U: AuthUser>(FastAuth<U>);

impl<U: AuthUser> Deref for Strategy<U> {
    type Target = dyn TokenStrategy;

    fn deref(&self) -> &Self::Target {
        self.0.strategy()
    }
}

impl<S: HasAuth<U>, U: AuthUser> FromRequestParts<S> for Strategy<U> {
    type Rejection = Infallible;

    async fn from_request_parts(_parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(state.auth()))
    }
}
