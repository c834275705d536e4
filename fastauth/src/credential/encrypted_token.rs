//! A provider's token, as it is stored.

use std::fmt;

/// A token that a provider gave, encrypted: what a model of provider accounts keeps, and what opens nothing without the
/// service's key. [`FastAuth::provider_token`](crate::FastAuth::provider_token) answers the token itself.
///
/// Not serialisable, and its `Debug` says nothing.
#[derive(Clone)]
pub struct EncryptedToken(String);

impl EncryptedToken {
    /// Wraps a stored string, of whatever form. One that no key of the service's has made opens nothing.
    #[must_use]
    pub fn from_stored(stored: impl Into<String>) -> Self {
        Self(stored.into())
    }

    /// The stored string.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EncryptedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptedToken(redacted)")
    }
}
