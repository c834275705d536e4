//! What a new password must be (NIST SP 800-63B-4 section 3.1.1.2).

use super::{Password, PasswordAlgorithm};

/// The longest password that is read at all, in bytes. A longer one is refused before it is hashed.
const MAX_BYTES: usize = 1024;

/// The rule that every new password must meet, wherever it is set.
///
/// Length, and nothing else: no classes of characters, no expiry. Passwords that were set under
/// another rule still log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordRule {
    min_length: usize,
    max_bytes: usize,
}

/// Why a password may not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasswordRefused {
    TooShort { min_length: usize },
    TooLong { max_bytes: usize },
}

impl PasswordRule {
    /// At least `min_length` Unicode code points, and no more bytes than the algorithm reads.
    #[must_use]
    pub fn new(min_length: usize, algorithm: &PasswordAlgorithm) -> Self {
        Self { min_length, max_bytes: algorithm.max_password_bytes().unwrap_or(MAX_BYTES) }
    }

    pub(crate) fn check(&self, password: &Password) -> Result<(), PasswordRefused> {
        let password = password.expose();
        if password.len() > self.max_bytes {
            Err(PasswordRefused::TooLong { max_bytes: self.max_bytes })
        } else if password.chars().count() < self.min_length {
            Err(PasswordRefused::TooShort { min_length: self.min_length })
        } else {
            Ok(())
        }
    }
}
