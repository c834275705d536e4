//! What a token is, and where it is looked up.

use std::future::Future;
use std::pin::Pin;

use serde::{Deserialize, Serialize};

use super::{AccessClaims, JwkSet, RefreshClaims, Session};

/// What a strategy's method returns. JWT is ready at once; a strategy that looks its tokens up is not.
pub type TokenFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, TokenError>> + Send + 'a>>;

/// How the tokens of a session are made and read.
///
/// A strategy decides what a token looks like and where it is looked up; what a session means
/// (rotation, revocation, lifetimes) is the same with each.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no token strategy",
    label = "expected a type that implements `TokenStrategy`",
    note = "tokens are JWTs where none is given"
)]
pub trait TokenStrategy: Send + Sync + 'static {
    /// The tokens for one step of a session.
    fn issue<'a>(&'a self, session: &'a Session) -> TokenFuture<'a, TokenPair>;

    /// Reads an access token.
    fn read_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims>;

    /// Reads an access token that may have expired: enough to end its session, and for nothing else.
    fn read_expired_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims>;

    /// Reads a refresh token.
    fn read_refresh<'a>(&'a self, token: &'a str) -> TokenFuture<'a, RefreshClaims>;

    /// The public keys that others read access tokens with, which are published then; none, where there are none.
    fn public_keys(&self) -> Option<&JwkSet> {
        None
    }
}

/// Why a strategy gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token is none. The client learns only that; the reason is for the log.
    #[error("{0}")]
    Refused(&'static str),
    /// Whether it is one could not be found out.
    #[error("{0}")]
    Unavailable(String),
}

/// What a login answers (RFC 6749 section 5.1).
#[derive(Clone, Serialize, Deserialize)]
pub struct TokenPair {
    /// Opens guarded routes.
    pub access_token: String,
    /// Makes the next pair, once. None where the configuration wants no refresh tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// `bearer`.
    pub token_type: String,
    /// How long the access token lasts, in seconds.
    pub expires_in: i64,
    /// How long the refresh token lasts, in seconds: for its cookie. No client is told.
    #[serde(skip)]
    pub refresh_expires_in: i64,
}

/// Without the tokens.
impl std::fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenPair").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}
