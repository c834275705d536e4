//! What a provider tells of somebody.

use std::fmt;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Who somebody is, as a provider says.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ProviderIdentity {
    /// What the provider calls the account, for ever: `sub`, where it speaks OpenID Connect. Never an address or a name, which
    /// somebody else may have tomorrow.
    pub account_id: String,
    /// The address, as the provider writes it.
    pub email: Option<String>,
    /// Whether the provider has verified the address; `None` where it does not say.
    pub email_verified: Option<bool>,
    /// Everything else that it says, for the application: nothing in it was checked, and a right in it is none.
    pub claims: Map<String, Value>,
}

impl ProviderIdentity {
    /// An account, of which nothing else is known.
    #[must_use]
    pub fn new(account_id: impl Into<String>) -> Self {
        Self { account_id: account_id.into(), email: None, email_verified: None, claims: Map::new() }
    }

    /// The same, with an address and what the provider says of it.
    #[must_use]
    pub fn with_email(mut self, email: impl Into<String>, verified: Option<bool>) -> Self {
        self.email = Some(email.into());
        self.email_verified = verified;
        self
    }

    /// The same, with everything else that the provider says.
    #[must_use]
    pub fn with_claims(mut self, claims: Map<String, Value>) -> Self {
        self.claims = claims;
        self
    }
}

/// Without what it says of the person: for a log.
impl fmt::Debug for ProviderIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_email = self.email.is_some();
        f.debug_struct("ProviderIdentity")
            .field("has_email", &has_email)
            .field("email_verified", &self.email_verified)
            .finish_non_exhaustive()
    }
}

/// A token that a provider gave. Its `Debug` says nothing; overwritten when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ProviderToken(String);

impl ProviderToken {
    /// Wraps a token.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token, for a request to the provider.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ProviderToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderToken(redacted)")
    }
}

/// The tokens that a provider gave.
#[derive(Debug, Clone)]
pub struct ProviderTokens {
    /// What opens the user's account at the provider.
    pub access_token: ProviderToken,
    /// What another access token is asked for with.
    pub refresh_token: Option<ProviderToken>,
    /// When the access token expires, where the provider says it.
    pub expires_at: Option<OffsetDateTime>,
}

impl ProviderTokens {
    /// An access token of which nothing else is known.
    #[must_use]
    pub fn new(access_token: impl Into<String>) -> Self {
        Self { access_token: ProviderToken::new(access_token), refresh_token: None, expires_at: None }
    }
}

/// Somebody who signed in at a provider.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who it is.
    pub identity: ProviderIdentity,
    /// What the provider gave along, if anything that is of use.
    pub tokens: Option<ProviderTokens>,
}
