//! A provider that people sign in with.

use std::fmt;
use std::sync::Arc;

use super::{Protocol, ProviderIdentity};
use crate::config::ConfigError;

/// Parameters that are the protocol's, and nobody's to set.
const RESERVED: [&str; 14] = [
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "nonce",
    "redirect_uri",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// A provider that people sign in with: its name here, how it is spoken to, and what is made of those who come by it.
///
/// With the features `oauth` and `oidc` there are constructors for well-known ones; [`new`](Self::new) is for a protocol of one's
/// own.
#[derive(Clone)]
#[must_use]
pub struct Provider {
    pub(crate) name: String,
    pub(crate) protocol: Arc<dyn Protocol>,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) default_role: DefaultRole,
    pub(crate) associate_by_email: bool,
    pub(crate) is_verified_by_default: bool,
    pub(crate) distrust_emails: bool,
    pub(crate) keep_tokens: bool,
}

/// The role of whoever comes by a provider for the first time (`default_role` of fastapi-fastauth).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DefaultRole {
    /// That of whoever registers: [`user_default_role`](crate::FastAuthConfig::user_default_role).
    #[default]
    AsRegistered,
    /// Another, by codename.
    Named(String),
    /// None.
    None,
}

/// Another, by codename.
impl From<&str> for DefaultRole {
    fn from(codename: &str) -> Self {
        Self::Named(codename.to_owned())
    }
}

impl Provider {
    /// A provider by its name here, which is in the paths of its routes: small letters, digits, `-` and `_`.
    pub fn new(name: impl Into<String>, protocol: impl Protocol) -> Self {
        Self {
            name: name.into(),
            protocol: Arc::new(protocol),
            scopes: None,
            parameters: Vec::new(),
            default_role: DefaultRole::AsRegistered,
            associate_by_email: false,
            is_verified_by_default: false,
            distrust_emails: false,
            keep_tokens: false,
        }
    }

    /// Its name here.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same under another name: two tenants of one provider, say. A name is for ever: accounts are kept by it.
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The scopes that are asked for, in place of those that the protocol asks for by itself, which are to be named again where
    /// they are needed: without `user:email`, GitHub tells no address. `openid` goes without saying. No client ever says any.
    pub fn scopes<S: Into<String>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        Self { scopes: Some(scopes.into_iter().map(Into::into).collect()), ..self }
    }

    /// One more parameter that people are sent to it with: `("access_type", "offline")`, for Google's refresh tokens. Those of the
    /// protocol itself are refused.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The role of whoever comes by it for the first time.
    pub fn default_role(self, role: impl Into<DefaultRole>) -> Self {
        Self { default_role: role.into(), ..self }
    }

    /// Lets somebody who comes by it for the first time into the account that has their address already
    /// (`associate_by_email` of fastapi-fastauth). Only where the provider says that it has verified the address, and the
    /// account's user has verified it here: a provider that says so of addresses it never mailed to opens every account.
    pub fn associate_by_email(self) -> Self {
        Self { associate_by_email: true, ..self }
    }

    /// Takes an address for verified where the provider does not say whether it is (`is_verified_by_default` of
    /// fastapi-fastauth): for a provider of one's own that knows no others. Where it says that it is not, it is not; and no
    /// account is joined by it.
    pub fn is_verified_by_default(self) -> Self {
        Self { is_verified_by_default: true, ..self }
    }

    /// Takes no address of its for verified, whatever it says: for a provider whose administrators can write any address into an
    /// account, as those of somebody else's tenant can. Whoever comes by it has to verify the address here.
    pub fn distrust_emails(self) -> Self {
        Self { distrust_emails: true, ..self }
    }

    /// Whether it says of this address that it is verified, as far as that is believed.
    pub(crate) fn verifies(&self, identity: &ProviderIdentity) -> bool {
        identity.email_verified == Some(true) && !self.distrust_emails
    }

    /// Keeps the provider's tokens, encrypted, for [`provider_token`](crate::FastAuth::provider_token). The model has a field
    /// `access_token: Option<EncryptedToken>` for it, and may have `refresh_token` and `expires_at`.
    pub fn keep_tokens(self) -> Self {
        Self { keep_tokens: true, ..self }
    }

    /// What is wrong with it.
    pub(crate) fn check(&self) -> Vec<ConfigError> {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
        let is_name = (1..=64).contains(&self.name.len()) && self.name.bytes().all(is_plain);
        let mut errors = self.protocol.check();
        for (name, _) in self.parameters.iter().filter(|(name, _)| RESERVED.contains(&name.as_str())) {
            errors.push(ConfigError::new(name.clone(), "is a parameter of the protocol's own"));
        }
        if self.distrust_emails && (self.associate_by_email || self.is_verified_by_default) {
            errors
                .push(ConfigError::new("distrust_emails", "contradicts what else is said of its addresses"));
        }
        if self.name == "sessions" {
            let reason = "is the name of other routes, `/auth/sessions/{id}`: call this provider otherwise";
            errors.push(ConfigError::new(self.name.clone(), reason));
        }
        if !is_name {
            let reason = "is no name of a provider: write small letters, digits, `-` and `_`, 64 at most";
            errors.push(ConfigError::new(self.name.clone(), reason));
        }
        errors
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("name", &self.name).finish_non_exhaustive()
    }
}
