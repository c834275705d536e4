//! The seven algorithms, with two keys each; and tokens made by hand.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fastauth::{JwtAlgorithm, Secret};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::Value;

use super::app::{Options, SECRET, options};

/// A PEM file beside this one.
#[macro_export]
macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/support/keys/", $name, ".pem"))
    };
}

/// An algorithm, a key that signs, and another one of the same kind.
#[derive(Debug, Clone, Copy)]
pub struct Signer {
    pub name: &'static str,
    pub configured: JwtAlgorithm,
    pub algorithm: Algorithm,
    /// Private and public, as PEM; none where secrets sign.
    pub pair: Option<(&'static str, &'static str)>,
    pub other_pair: Option<(&'static str, &'static str)>,
}

const RSA_A: (&str, &str) = (pem!("rsa_a"), pem!("rsa_a.pub"));
const RSA_B: (&str, &str) = (pem!("rsa_b"), pem!("rsa_b.pub"));
const P256_A: (&str, &str) = (pem!("p256_a"), pem!("p256_a.pub"));
const P256_B: (&str, &str) = (pem!("p256_b"), pem!("p256_b.pub"));
const ED_A: (&str, &str) = (pem!("ed25519_a"), pem!("ed25519_a.pub"));
const ED_B: (&str, &str) = (pem!("ed25519_b"), pem!("ed25519_b.pub"));

pub const SIGNERS: [Signer; 7] = {
    const fn signer(
        name: &'static str,
        configured: JwtAlgorithm,
        algorithm: Algorithm,
        pair: Option<(&'static str, &'static str)>,
        other_pair: Option<(&'static str, &'static str)>,
    ) -> Signer {
        Signer { name, configured, algorithm, pair, other_pair }
    }
    [
        signer("HS256", JwtAlgorithm::Hs256, Algorithm::HS256, None, None),
        signer("HS384", JwtAlgorithm::Hs384, Algorithm::HS384, None, None),
        signer("HS512", JwtAlgorithm::Hs512, Algorithm::HS512, None, None),
        signer("RS256", JwtAlgorithm::Rs256, Algorithm::RS256, Some(RSA_A), Some(RSA_B)),
        signer("PS256", JwtAlgorithm::Ps256, Algorithm::PS256, Some(RSA_A), Some(RSA_B)),
        signer("ES256", JwtAlgorithm::Es256, Algorithm::ES256, Some(P256_A), Some(P256_B)),
        signer("EdDSA", JwtAlgorithm::EdDsa, Algorithm::EdDSA, Some(ED_A), Some(ED_B)),
    ]
};

/// The secret in force, long enough for each algorithm.
pub fn secret() -> String {
    SECRET.repeat(2)
}

/// Another secret, as long.
pub fn other_secret() -> String {
    "mZq4t7w!z%C*F-JaNdRgUkXp2r5u8x/A".repeat(2)
}

impl Signer {
    /// The options of a service that signs with the first key.
    pub fn options(&self) -> Options {
        let mut options = options();
        options.config.secret = Secret::new(secret());
        options.config.jwt_algorithm = self.configured;
        options.config.jwt_private_key = self.pair.map(|(private, _)| Secret::new(private));
        options
    }

    /// The options of the same service once the second key has taken the place of the first.
    pub fn options_after(&self) -> Options {
        let mut options = self.options();
        options.config.jwt_private_key = self.other_pair.map(|(private, _)| Secret::new(private));
        if self.pair.is_none() {
            options.config.secret = Secret::new(other_secret());
        }
        options
    }

    pub fn key(&self) -> EncodingKey {
        self.read(self.pair, &secret())
    }

    pub fn other_key(&self) -> EncodingKey {
        self.read(self.other_pair, &other_secret())
    }

    fn read(&self, pair: Option<(&str, &str)>, secret: &str) -> EncodingKey {
        let Some((private, _)) = pair else { return EncodingKey::from_secret(secret.as_bytes()) };
        match self.algorithm {
            Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(private.as_bytes()),
            Algorithm::EdDSA => EncodingKey::from_ed_pem(private.as_bytes()),
            _ => EncodingKey::from_rsa_pem(private.as_bytes()),
        }
        .unwrap()
    }
}

/// A token whose header and claims say what they like, signed by this key.
pub fn signed(header: &str, claims: &str, key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = message(header, claims);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// What is signed.
pub fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

/// What a part of a token says.
pub fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
