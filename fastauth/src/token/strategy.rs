//! What a token is, and where it is looked up.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AccessClaims, JwkSet, RefreshClaims, Session, SessionId, StoredTokens, TokenStore};
use crate::clock::Clock;
use crate::config::{ConfigError, FastAuthConfig};
use crate::credential::TokenDigest;

/// What a strategy's method returns. JWT is ready at once; a strategy that looks its tokens up is not.
pub type TokenFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, TokenError>> + Send + 'a>>;

/// How the tokens of a session are made and read.
///
/// A strategy decides what a token looks like and where it is looked up; what a session means
/// (rotation, revocation, lifetimes) is the same with each.
///
/// Nothing is checked again behind [`read_access`](Self::read_access) for `#[require_token]`: what a token is for, when it
/// ends, and whose users it names ([`StrategyParts::realm`]) are the strategy's to check. Whoever needs the configuration,
/// the clock or the store implements [`IntoTokenStrategy`] on another type, and may wrap the library's:
/// `Box::new(JwtTokens).into_strategy(parts)?`. [`contract::token_strategy`](crate::contract::token_strategy) checks one.
pub trait TokenStrategy: Send + Sync + 'static {
    /// The tokens for one step of a session: the same ones for the same step. What is random in them is derived from
    /// [`Session::replaces`].
    fn issue<'a>(&'a self, session: &'a Session) -> TokenFuture<'a, Issued>;

    /// Reads an access token.
    fn read_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims>;

    /// Reads an access token that may have expired: enough to end its session, and for nothing else.
    fn read_expired_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims>;

    /// Reads a refresh token of a living session, one that was replaced as well: the flow tells those apart by `rot`, and ends
    /// the session. Where it is refused here, a copied token goes unnoticed. `rot` is the [`Session::counter`] that it was
    /// made at, or less than 0 where it is so old that only its session is known; `exp` is [`Session::expires_at`].
    fn read_refresh<'a>(&'a self, token: &'a str) -> TokenFuture<'a, RefreshClaims>;

    /// Which session an access token names, for the statement that loads its user. As
    /// [`read_access`](Self::read_access) says, unless a strategy leaves the look-up to that statement.
    fn locate<'a>(&'a self, token: &'a str) -> TokenFuture<'a, Located> {
        Box::pin(async {
            let AccessClaims { sid, sub, .. } = self.read_access(token).await?;
            Ok(Located { session: sid, subject: Some(sub), digest: None })
        })
    }

    /// The public keys that others read access tokens with, which are published then; none, where there are none.
    fn public_keys(&self) -> Option<&JwkSet> {
        None
    }

    /// Told that sessions have ended, for a strategy that keeps tokens elsewhere. Guards of users need no telling:
    /// they ask for the session.
    fn forget<'a>(&'a self, _ended: &'a [SessionId]) -> TokenFuture<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// New tokens, and what has to be stored of them.
#[derive(Debug, Clone)]
pub struct Issued {
    /// For the client.
    pub pair: TokenPair,
    /// For the session's row. None where the tokens prove themselves.
    pub stored: Option<StoredTokens>,
}

/// Tokens that prove themselves.
impl From<TokenPair> for Issued {
    fn from(pair: TokenPair) -> Self {
        Self { pair, stored: None }
    }
}

/// The session that an access token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Its name.
    pub session: SessionId,
    /// Whose it is, where the token says so: the user's id as text.
    pub subject: Option<String>,
    /// What must be stored with the session, where the token does not prove itself.
    pub digest: Option<TokenDigest>,
}

/// What the builder is given: a strategy, or what makes one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no token strategy",
    label = "expected a type that implements `TokenStrategy`, or `JwtTokens`, `DatabaseTokens`, `RedisTokens`",
    note = "tokens are JWTs where none is given"
)]
pub trait IntoTokenStrategy: Send + Sync + 'static {
    /// Makes it.
    ///
    /// # Errors
    /// Every [`ConfigError`] where the configuration does not fit.
    fn into_strategy(
        self: Box<Self>,
        parts: StrategyParts,
    ) -> Result<Arc<dyn TokenStrategy>, Vec<ConfigError>>;
}

#[diagnostic::do_not_recommend]
impl<S: TokenStrategy> IntoTokenStrategy for S {
    fn into_strategy(self: Box<Self>, _: StrategyParts) -> Result<Arc<dyn TokenStrategy>, Vec<ConfigError>> {
        Ok(Arc::from(self as Box<dyn TokenStrategy>))
    }
}

/// What a strategy is made of.
#[derive(Clone)]
#[non_exhaustive]
pub struct StrategyParts {
    /// The options.
    pub config: FastAuthConfig,
    /// Whose tokens they are: the name of the users' table.
    pub realm: &'static str,
    /// What time it is.
    pub clock: Clock,
    /// What is stored of tokens.
    pub store: Arc<dyn TokenStore>,
}

/// Without what the store is.
impl std::fmt::Debug for StrategyParts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StrategyParts").field("realm", &self.realm).finish_non_exhaustive()
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
