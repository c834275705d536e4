//! Tokens that are mailed, and used once.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::random_text;

/// 32 random bytes, as text that fits into a link (OWASP's Forgot Password Cheat Sheet).
///
/// For the hook that mails it, and for nobody else: what is stored is its hash, and its `Debug` says
/// nothing.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct OneTimeToken(String);

impl OneTimeToken {
    /// A new one.
    ///
    /// # Errors
    /// Where the operating system has no randomness to give.
    pub(crate) fn generate() -> Result<Self, getrandom::Error> {
        Ok(Self(random_text()?))
    }

    /// The text, for the mail that carries it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A link to the application's page for it. The token is in the fragment: browsers send that to no
    /// server, and no proxy logs it. `base_url` is configured, and never what a request says of itself.
    #[must_use]
    pub fn link(&self, base_url: &str, purpose: TokenPurpose) -> String {
        let page = match purpose {
            TokenPurpose::Verify | TokenPurpose::EmailChange => "verify",
            TokenPurpose::Reset | TokenPurpose::Invite => "reset-password",
        };
        format!("{}/{page}#token={}", base_url.trim_end_matches('/'), self.0)
    }

    pub(crate) fn digest(&self) -> TokenDigest {
        TokenDigest::of(&self.0)
    }
}

impl fmt::Debug for OneTimeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeToken(redacted)")
    }
}

/// What is stored of a token: its SHA-256. A token has 256 random bits, which nobody guesses from it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The digest of whatever a client sent.
    #[must_use]
    pub fn of(token: &str) -> Self {
        let mut bytes = [0; 32];
        for (byte, computed) in bytes.iter_mut().zip(digest(&SHA256, token.as_bytes()).as_ref()) {
            *byte = *computed;
        }
        Self(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(redacted)")
    }
}

/// What a one-time token is for. A user has one of each at most: the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenPurpose {
    /// To show that an address is one's own.
    Verify,
    /// To show the same of the address that is to replace it.
    EmailChange,
    /// To set another password.
    Reset,
    /// To set the first password of an account that somebody else made.
    Invite,
}

impl TokenPurpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Verify, Self::EmailChange, Self::Reset, Self::Invite];

    /// How the database writes it.
    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Verify => 1,
            Self::EmailChange => 2,
            Self::Reset => 3,
            Self::Invite => 4,
        }
    }

    pub(crate) fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_random_and_does_not_show_itself() {
        let (one, two) = (OneTimeToken::generate().unwrap(), OneTimeToken::generate().unwrap());
        assert_eq!(one.expose().len(), 43);
        assert_ne!(one.expose(), two.expose());
        assert_eq!(one.digest(), TokenDigest::of(one.expose()));
        assert_ne!(one.digest(), two.digest());
        assert!(!format!("{one:?} {:?}", one.digest()).contains(one.expose()));
    }

    #[test]
    fn a_purpose_comes_back_as_it_was_written() {
        for purpose in TokenPurpose::ALL {
            assert_eq!(TokenPurpose::from_code(purpose.code()), Some(purpose));
        }
        assert_eq!(TokenPurpose::from_code(0), None);
    }
}
