//! What a new password must be (NIST SP 800-63B-4 section 3.1.1.2).

use std::future::Future;
use std::pin::Pin;

use super::common_passwords::{Guessable, guessable};
use super::{Password, PasswordAlgorithm};

/// The longest password that is read at all, in bytes. A longer one is refused before it is hashed.
const MAX_BYTES: usize = 1024;

/// The rule that every new password must meet, wherever it is set.
///
/// Length, and not one of the first that are tried; no classes of characters, no expiry. Passwords that
/// were set under another rule still log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordRule {
    min_length: usize,
    max_bytes: usize,
}

/// Why a password may not be set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordRefused {
    /// Fewer characters than the configuration asks for.
    TooShort {
        /// How many it asks for, in Unicode code points.
        min_length: usize,
    },
    /// More bytes than are read.
    TooLong {
        /// How many are.
        max_bytes: usize,
    },
    /// Many people have it.
    Common,
    /// It is made of what is known of its user or of the service.
    Personal,
    /// A [`PasswordPolicy`] of the application's refused it.
    Refused {
        /// A stable word for it.
        code: &'static str,
        /// The same in a sentence, for the client.
        message: String,
    },
}

impl PasswordRefused {
    /// The `code` and the `message` of the field.
    pub(crate) fn describe(self) -> (&'static str, String) {
        match self {
            Self::TooShort { min_length } => {
                ("too_short", format!("must have at least {min_length} characters"))
            }
            Self::TooLong { max_bytes } => ("too_long", format!("must have at most {max_bytes} bytes")),
            Self::Common => ("common", "is one of the first that are tried".to_owned()),
            Self::Personal => ("personal", "is made of what is known of you or of this service".to_owned()),
            Self::Refused { code, message } => (code, message),
        }
    }
}

impl PasswordRule {
    /// At least `min_length` Unicode code points, and no more bytes than the algorithm reads.
    #[must_use]
    pub fn new(min_length: usize, algorithm: &PasswordAlgorithm) -> Self {
        Self { min_length, max_bytes: algorithm.max_password_bytes().unwrap_or(MAX_BYTES) }
    }

    pub(crate) fn check(&self, candidate: &PasswordCandidate<'_>) -> Result<(), PasswordRefused> {
        let password = candidate.password.expose();
        if password.len() > self.max_bytes {
            return Err(PasswordRefused::TooLong { max_bytes: self.max_bytes });
        }
        if password.chars().count() < self.min_length {
            return Err(PasswordRefused::TooShort { min_length: self.min_length });
        }
        match guessable(password, &candidate.words()) {
            Some(Guessable::Common) => Err(PasswordRefused::Common),
            Some(Guessable::Personal) => Err(PasswordRefused::Personal),
            None => Ok(()),
        }
    }
}

/// A password that somebody wants to set, and whose it would be.
#[derive(Debug, Clone, Copy)]
pub struct PasswordCandidate<'a> {
    /// The password.
    pub password: &'a Password,
    /// The user's address.
    pub email: &'a str,
    /// The user's name, if there is one.
    pub username: Option<&'a str>,
    /// What the service is called.
    pub service: &'a str,
}

impl<'a> PasswordCandidate<'a> {
    /// What is known of the user and the service.
    fn words(&self) -> Vec<&'a str> {
        let local = self.email.split('@').next();
        [Some(self.email), local, self.username, Some(self.service)].into_iter().flatten().collect()
    }
}

/// What a policy answers.
pub type PolicyFuture<'a> = Pin<Box<dyn Future<Output = Result<(), PolicyError>> + Send + 'a>>;

/// Why a policy did not accept a password.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// It refuses it.
    #[error("refused: {0:?}")]
    Refused(PasswordRefused),
    /// It could not find out: what then happens, `password_policy_failure` says.
    #[error("{0}")]
    Unavailable(String),
}

/// What an application asks of new passwords beside the library's own rule: whether they are known from a
/// breach, say. It is asked on every way that a password is set, after the library's own rule, for two
/// seconds at most.
pub trait PasswordPolicy: Send + Sync + 'static {
    /// Whether the password may be set.
    fn check<'a>(&'a self, candidate: PasswordCandidate<'a>) -> PolicyFuture<'a>;
}

/// What happens to a password where a [`PasswordPolicy`] gives no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyFailure {
    /// It is not set: 503.
    Refuse,
    /// It is set, and the log says so.
    Accept,
}
