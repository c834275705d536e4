//! The gate of those who log out.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::auth::FastAuth;
use crate::config::FastAuthConfig;
use crate::error::AuthError;
use crate::guard::{Access, AccessGate, HasAuth, told};
use crate::model::AuthUser;
use crate::transport::{Rejection, credentials};

/// Whoever brings an access token, expired or not; or has only the cookie of the refresh token left, since
/// browsers forget the other with its time.
pub(super) struct Leaving<U> {
    token: Token,
    /// Whether cookies came along, which are then to be removed.
    pub(super) by_cookie: bool,
    user: PhantomData<fn() -> U>,
}

/// A token that names the session it comes from.
pub(super) enum Token {
    Access(String),
    Refresh(String),
}

impl Token {
    /// The one that a request brings, if any.
    pub(super) fn of(parts: &Parts, config: &FastAuthConfig) -> Result<Option<Self>, AuthError> {
        Ok(match credentials::optional(parts, config)? {
            Some(token) => Some(Self::Access(token)),
            None => credentials::refresh_cookie(parts, config)?.map(Self::Refresh),
        })
    }

    /// Ends the session.
    pub(super) async fn end<U: AuthUser>(&self, auth: &FastAuth<U>) -> Result<(), AuthError> {
        match self {
            Self::Access(token) => auth.logout(token).await,
            Self::Refresh(token) => auth.logout_by_refresh(token).await,
        }
    }
}

/// Ends the session that a login takes the place of. The new one is there, whatever becomes of the other.
pub(super) async fn end_replaced<U: AuthUser>(auth: &FastAuth<U>, token: &Token) {
    match token.end(auth).await {
        Ok(()) | Err(AuthError::InvalidToken) => {}
        Err(error) => tracing::error!(?error, "the session before a login was not ended"),
    }
}

impl<U: AuthUser> Leaving<U> {
    /// Ends the session.
    pub(super) async fn end(self, auth: &FastAuth<U>) -> Result<(), AuthError> {
        self.token.end(auth).await
    }
}

impl<U> AccessGate for Leaving<U> {
    fn access() -> Access {
        Access::ExpiredAccessToken
    }
}

impl<S: HasAuth<U>, U: AuthUser> FromRequestParts<S> for Leaving<U> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let auth = state.auth();
        let by_cookie = credentials::has_cookies(parts, auth.config());
        let token =
            told(&auth, parts, Token::of(parts, auth.config())).await?.ok_or(AuthError::TokenRequired)?;
        match &token {
            Token::Access(token) => {
                drop(auth.strategy().read_expired_access(token).await.map_err(AuthError::from)?)
            }
            Token::Refresh(token) => {
                drop(auth.strategy().read_refresh(token).await.map_err(AuthError::from)?)
            }
        }
        Ok(Self { token, by_cookie, user: PhantomData })
    }
}
