//! Options that are one of a few words.

use std::str::FromStr;

use serde_json::Value;

use super::value::ConfigValue;
use crate::credential::PolicyFailure;

/// How an option is written that is one of a few words, in capitals or not.
macro_rules! word {
    ($type:ident, $expected:literal, { $($word:literal => $value:ident),+ $(,)? }) => {
        impl FromStr for $type {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                $(if text.eq_ignore_ascii_case($word) {
                    return Ok(Self::$value);
                })+
                Err(())
            }
        }

        impl ConfigValue for $type {
            const EXPECTED: &'static str = $expected;

            fn read(value: &Value) -> Option<Self> {
                value.as_str()?.parse().ok()
            }

            fn show(&self) -> Value {
                match self {
                    $(Self::$value => $word.into(),)+
                }
            }
        }
    };
}

word!(TokenLocation, "`bearer` or `cookie`", { "bearer" => Bearer, "cookie" => Cookie });
word!(CookieSameSite, "`strict`, `lax` or `none`", { "strict" => Strict, "lax" => Lax, "none" => None });
word!(JwtAlgorithm, "`HS256`, `HS384`, `HS512`, `RS256`, `PS256`, `ES256` or `EdDSA`", {
    "HS256" => Hs256,
    "HS384" => Hs384,
    "HS512" => Hs512,
    "RS256" => Rs256,
    "PS256" => Ps256,
    "ES256" => Es256,
    "EdDSA" => EdDsa,
});
word!(PolicyFailure, "`refuse` or `accept`", { "refuse" => Refuse, "accept" => Accept });

/// Where a token travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenLocation {
    /// In the header `Authorization`, and out in the body.
    Bearer,
    /// In cookies, and out in cookies.
    Cookie,
}

/// On which requests from other sites a cookie goes along (RFC 6265bis section 5.6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieSameSite {
    /// None at all.
    Strict,
    /// Where somebody follows a link.
    Lax,
    /// All of them. Cookies are `Secure` in any case, and what changes something is refused from elsewhere.
    None,
}

/// How a JWT is signed (RFC 7518 section 3.1).
///
/// By HMAC whoever can read a token can make one. Where other services read access tokens, the others are for them:
/// they need the public key only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
    /// RSA with the padding of PKCS #1 v1.5, and SHA-256: a key of 2048 to 8192 bits.
    Rs256,
    /// RSA with the padding PSS, and SHA-256: a key of 2048 to 8192 bits.
    Ps256,
    /// ECDSA on the curve P-256, with SHA-256.
    Es256,
    /// Ed25519 (RFC 8037).
    EdDsa,
}

impl JwtAlgorithm {
    /// The fewest bytes of the secret: as many as the hash of its HMAC has (RFC 7518 section 3.2). Where access
    /// tokens are signed with a private key, that is the HS256 of the refresh tokens.
    #[must_use]
    pub fn key_bytes(self) -> usize {
        match self {
            Self::Hs384 => 48,
            Self::Hs512 => 64,
            Self::Hs256 | Self::Rs256 | Self::Ps256 | Self::Es256 | Self::EdDsa => 32,
        }
    }

    /// Whether it signs with a private key, so that anybody can verify with the public one.
    #[must_use]
    pub fn has_public_key(self) -> bool {
        !matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }
}
