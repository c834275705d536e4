//! How a provider is spoken to.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::{ProviderToken, ProviderTokens, SignedIn};
use crate::clock::Clock;
use crate::config::ConfigError;

/// What a protocol's steps return.
pub type ProtocolFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;

/// What somebody is sent to a provider with. Everything in it is the library's or the configuration's, and nothing a
/// client's.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct AuthorizationRequest<'a> {
    /// Where the provider sends them back to: to be given to it as it is.
    pub redirect_uri: &'a str,
    /// What ties the answer to this request.
    pub state: &'a str,
    /// What ties an ID token to this request.
    pub nonce: &'a str,
    /// What the code verifier's challenge is made of (RFC 7636, S256): it stays here.
    pub code_verifier: &'a str,
    /// What is asked for; the protocol's own where it is `None`.
    pub scopes: Option<&'a [String]>,
    /// What is said beside, by name.
    pub parameters: &'a [(String, String)],
    /// What time it is here.
    pub clock: &'a Clock,
}

/// Without what ties the answer to the request.
impl fmt::Debug for AuthorizationRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// What somebody came back from a provider with; its state was checked.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct AuthorizationCode<'a> {
    /// The code.
    pub code: &'a str,
    /// Who says to have issued it (RFC 9207), if anybody: the protocol's own [`issuer`](Protocol::issuer), if it has one.
    pub issuer: Option<&'a str>,
    /// As it was in the request.
    pub redirect_uri: &'a str,
    /// As it was in the request.
    pub nonce: &'a str,
    /// As it was in the request.
    pub code_verifier: &'a str,
    /// What time it is here.
    pub clock: &'a Clock,
}

/// How the provider sends somebody back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResponseMode {
    /// With a query.
    #[default]
    Query,
    /// With a form that their browser posts (OAuth 2.0 Form Post Response Mode): Apple, where an address is asked for. The cookie
    /// that ties the answer to the browser is `SameSite=None` then.
    FormPost,
}

/// A protocol that providers speak: OAuth 2 with the feature `oauth`, OpenID Connect with the feature `oidc`, or one of the
/// application's own.
///
/// Each step is given up after ten seconds.
pub trait Protocol: Send + Sync + 'static {
    /// What is wrong with how it is set up; `build` refuses it then.
    fn check(&self) -> Vec<ConfigError> {
        Vec::new()
    }

    /// How the provider sends somebody back.
    fn response_mode(&self) -> ResponseMode {
        ResponseMode::Query
    }

    /// Its issuer, where it has one: an answer that names another is refused, whatever else is in it (RFC 9207 section 2.4).
    fn issuer(&self) -> Option<&str> {
        None
    }

    /// Where to send somebody who wants to sign in.
    fn authorization_url<'a>(&'a self, request: AuthorizationRequest<'a>) -> ProtocolFuture<'a, String>;

    /// Who came back.
    fn sign_in<'a>(&'a self, code: AuthorizationCode<'a>) -> ProtocolFuture<'a, SignedIn>;

    /// Other tokens, for a refresh token.
    fn refresh<'a>(
        &'a self,
        _refresh_token: &'a ProviderToken,
        _clock: &'a Clock,
    ) -> ProtocolFuture<'a, ProviderTokens> {
        Box::pin(std::future::ready(Err(ProviderError::Refused(
            "this protocol refreshes nothing".to_owned(),
        ))))
    }
}

/// Why somebody does not come in by a provider. The text is for the log; it may hold what the provider sent, and never a
/// token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProviderError {
    /// What came back is no answer of this provider's to this request.
    #[error("not this provider's answer: {0}")]
    NotAnAnswer(String),
    /// The provider does not take the code or the token, or what it says of somebody does not hold.
    #[error("refused: {0}")]
    Refused(String),
    /// The provider cannot be reached, or answers with what makes no sense.
    #[error("the provider failed: {0}")]
    Failed(String),
    /// The provider did not answer in time.
    #[error("the provider did not answer in time")]
    TimedOut,
}
