//! A user about to be made of a provider's account.

use std::fmt;
use std::marker::PhantomData;

use serde_json::{Map, Value};

use super::ProviderIdentity;
use crate::model::AuthUser;

/// Somebody who signs in with a provider for the first time: for
/// [`on_before_oauth_register`](crate::AuthHooks::on_before_oauth_register), which refuses them or adds what the model asks for.
#[non_exhaustive]
pub struct NewOAuthUser<U: AuthUser> {
    provider: String,
    identity: ProviderIdentity,
    email: String,
    /// Whether the user counts as verified.
    pub is_verified: bool,
    /// The role's codename.
    pub role: Option<String>,
    /// Fields as a registration sends them: `username`, and those that the model marks `create`. One that the model asks for
    /// and nobody gives is a 422.
    pub fields: Map<String, Value>,
    user: PhantomData<fn() -> U>,
}

impl<U: AuthUser> NewOAuthUser<U> {
    /// What the library gives to the hook; for tests of one.
    #[must_use]
    pub fn new(
        provider: &str,
        identity: ProviderIdentity,
        email: String,
        is_verified: bool,
        role: Option<String>,
    ) -> Self {
        let (provider, fields) = (provider.to_owned(), Map::new());
        Self { provider, identity, email, is_verified, role, fields, user: PhantomData }
    }

    /// The provider, by its name here.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Who it is, as the provider says.
    #[must_use]
    pub fn identity(&self) -> &ProviderIdentity {
        &self.identity
    }

    /// The address, in its canonical spelling.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }
}

/// Without what it says of the person: for a log.
impl<U: AuthUser> fmt::Debug for NewOAuthUser<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewOAuthUser").field("provider", &self.provider).finish_non_exhaustive()
    }
}
