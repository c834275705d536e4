//! Secrets, and the one source of randomness.

use std::fmt;

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::Password;

/// Bytes that nobody may see: a key, or what keys are derived from.
///
/// Neither `Display` nor `Serialize`, and its `Debug` says nothing; overwritten when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Wraps bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, for the one who has to compute with them.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

struct KeyLength(usize);

impl hkdf::KeyType for KeyLength {
    fn len(&self) -> usize {
        self.0
    }
}

/// A key for one purpose, from the configured secret (HKDF-SHA256, RFC 5869).
///
/// # Errors
/// [`Unspecified`] where more than 8,160 bytes are asked for.
pub fn derive_key(secret: &Secret, purpose: &str, bytes: usize) -> Result<Secret, Unspecified> {
    let mut key = vec![0; bytes];
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"fastauth")
        .extract(secret.expose())
        .expand(&[purpose.as_bytes()], KeyLength(bytes))?
        .fill(&mut key)?;
    Ok(Secret(key))
}

/// What tells one service's entries in a shared store from another's: a text that whoever has another secret does not
/// come upon.
///
/// # Errors
/// [`Unspecified`] where none can be derived.
pub(crate) fn namespace(secret: &Secret) -> Result<String, Unspecified> {
    Ok(URL_SAFE_NO_PAD.encode(derive_key(secret, "fastauth namespace", 12)?.expose()))
}

/// Random bytes of the operating system's.
///
/// # Errors
/// Where it has none to give.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// 32 random bytes as text that fits into a URL and a cookie: 43 characters.
///
/// # Errors
/// Where the operating system has no randomness to give.
pub(crate) fn random_text() -> Result<String, getrandom::Error> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?))
}

/// A password that no one has to remember: 32 random bytes as text.
///
/// # Errors
/// Where the operating system has no randomness to give.
pub fn random_password() -> Result<Password, getrandom::Error> {
    Ok(Password::new(random_text()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_its_own_key() {
        let secret = Secret::new(*b"0123456789abcdef0123456789abcdef");
        let keys: Vec<_> =
            ["a", "b"].map(|purpose| derive_key(&secret, purpose, 32).unwrap().expose().to_vec()).into();
        assert_ne!(keys[0], keys[1]);
        assert_ne!(keys[0], secret.expose());
    }

    /// SC-07.
    #[test]
    fn secrets_are_overwritten() {
        fn overwritten<T: ZeroizeOnDrop>() {}
        overwritten::<Secret>();
        overwritten::<Password>();
        overwritten::<crate::credential::PasswordHash>();
        overwritten::<crate::credential::OneTimeToken>();
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        assert!(!format!("{:?}", Secret::new("hunter2")).contains("hunter2"));
    }
}
