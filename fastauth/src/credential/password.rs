//! Passwords, and what is stored of them.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A password as somebody typed it, byte for byte. Overwritten when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Password(String);

impl Password {
    /// Wraps what was typed: not trimmed, not normalised.
    #[must_use]
    pub fn new(typed: impl Into<String>) -> Self {
        Self(typed.into())
    }

    /// What was typed.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(redacted)")
    }
}

impl From<&str> for Password {
    fn from(typed: &str) -> Self {
        Self::new(typed)
    }
}

/// What is stored of a password: a PHC string, a bcrypt string, or nothing that matches any password.
///
/// Not comparable, not serialisable, and its `Debug` says nothing: a model's `hashed_password` cannot
/// end in an answer or a log.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The hash of no password: what an account has that never set one. Nothing verifies against it.
    #[must_use]
    pub fn unusable() -> Self {
        Self("!".to_owned())
    }

    /// Wraps a stored string, of whatever form. One that no algorithm knows matches no password.
    #[must_use]
    pub fn from_stored(stored: impl Into<String>) -> Self {
        Self(stored.into())
    }

    /// Whether it may be of a password: of a form that is verified here. Not so where an account never set one.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        ["$argon2id$", "$2"].iter().any(|form| self.0.starts_with(form))
    }

    /// The stored string.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(redacted)")
    }
}
