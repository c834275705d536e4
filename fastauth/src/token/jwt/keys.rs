//! The keys that a configuration names: one that signs, and any number that verify.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, iter};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};

use super::pem::{private_key, public_keys};
use crate::config::{ConfigError, FastAuthConfig, JwtAlgorithm};
use crate::credential::{Secret, derive_key};
use crate::token::{Jwk, JwkSet};

/// The keys of every purpose.
pub(crate) struct JwtKeys {
    pub(super) access: KeyRing,
    pub(super) refresh: KeyRing,
    /// What others verify access tokens with.
    pub(super) public: Option<JwkSet>,
}

/// The keys of one purpose.
pub(super) struct KeyRing {
    pub(super) signing: EncodingKey,
    /// That of `signing` first.
    pub(super) verifying: Vec<VerifyingKey>,
}

/// A key that tokens are verified with: of one algorithm, and found by one `kid`.
pub(super) struct VerifyingKey {
    pub(super) kid: String,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

impl VerifyingKey {
    /// As a header has it.
    pub(super) fn algorithm_name(&self) -> &'static str {
        match self.algorithm {
            Algorithm::HS256 => "HS256",
            Algorithm::HS384 => "HS384",
            Algorithm::HS512 => "HS512",
            Algorithm::RS256 => "RS256",
            Algorithm::PS256 => "PS256",
            Algorithm::ES256 => "ES256",
            Algorithm::EdDSA => "EdDSA",
            // None that a configuration can name.
            _ => "",
        }
    }
}

/// A public key that was read and checked.
pub(super) struct PublicKey {
    pub(super) verifying: VerifyingKey,
    pub(super) jwk: Jwk,
}

impl JwtKeys {
    /// Reads them, from files, too. Each is parsed, and the private one has signed something: what does not work is
    /// told now, and not to the first who logs in.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn load(config: &FastAuthConfig) -> Result<Self, Vec<ConfigError>> {
        // The process-wide choice that `jsonwebtoken` asks for. Where the application made one before,
        // that one stands: each knows these algorithms.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        let mut errors = Vec::new();
        let refresh = refresh_ring(config).map_err(|error| errors.push(error)).ok();
        let access = if config.jwt_algorithm.has_public_key() {
            public_ring(config).map(|(access, public)| (access, Some(public)))
        } else {
            secret_ring_alone(config).map(|access| (access, None))
        };
        let access = access.map_err(|more| errors.extend(more)).ok();
        match (access, refresh) {
            (Some((access, public)), Some(refresh)) => Ok(Self { access, refresh, public }),
            _ => Err(errors),
        }
    }
}

/// The keys of access tokens where secrets sign them, and the refusal of what is for other algorithms.
fn secret_ring_alone(config: &FastAuthConfig) -> Result<KeyRing, Vec<ConfigError>> {
    let needless = [
        ("jwt_private_key", config.jwt_private_key.is_none()),
        ("jwt_private_key_file", config.jwt_private_key_file.is_none()),
        ("jwt_public_keys", config.jwt_public_keys.is_empty()),
        ("jwt_public_key_files", config.jwt_public_key_files.is_empty()),
    ];
    let reason = "is there, and `jwt_algorithm` is one of a secret: set it to RS256, PS256, ES256 or EdDSA";
    let errors: Vec<ConfigError> = needless
        .into_iter()
        .filter(|(_, absent)| !absent)
        .map(|(option, _)| ConfigError::new(option, reason))
        .collect();
    if errors.is_empty() {
        // A former secret that is there twice is told by the refresh tokens' keys.
        secret_ring(config, &config.secret, |secret| Ok(secret.clone())).map_err(|error| vec![error])
    } else {
        Err(errors)
    }
}

/// The keys of refresh tokens: derived from the secrets, whatever signs access tokens.
fn refresh_ring(config: &FastAuthConfig) -> Result<KeyRing, ConfigError> {
    let bytes = config.jwt_algorithm.key_bytes();
    let derived = |secret: &Secret| {
        derive_key(secret, "fastauth refresh token", bytes).map_err(|_| not_derived("refresh tokens"))
    };
    let ring = secret_ring(config, &derived(&config.secret)?, derived)?;
    if has_one_twice(&ring.verifying) {
        let reason = "has one twice, or the one of `secret`, which is read anyway";
        return Err(ConfigError::new("previous_secrets", reason));
    }
    Ok(ring)
}

/// HMAC keys, each made from the secret in force or a former one.
fn secret_ring(
    config: &FastAuthConfig,
    signing: &Secret,
    key: impl Fn(&Secret) -> Result<Secret, ConfigError>,
) -> Result<KeyRing, ConfigError> {
    let algorithm = match config.jwt_algorithm {
        JwtAlgorithm::Hs384 => Algorithm::HS384,
        JwtAlgorithm::Hs512 => Algorithm::HS512,
        _ => Algorithm::HS256,
    };
    let verifying = iter::once(&config.secret).chain(&config.previous_secrets).map(|secret| {
        let kid = derive_key(secret, "fastauth key id", 8).map_err(|_| not_derived("`kid`"))?;
        let kid = URL_SAFE_NO_PAD.encode(kid.expose());
        Ok(VerifyingKey { kid, algorithm, key: DecodingKey::from_secret(key(secret)?.expose()) })
    });
    Ok(KeyRing {
        signing: EncodingKey::from_secret(signing.expose()),
        verifying: verifying.collect::<Result<_, ConfigError>>()?,
    })
}

/// The keys of access tokens where a private key signs them, and the set of the public ones.
fn public_ring(config: &FastAuthConfig) -> Result<(KeyRing, JwkSet), Vec<ConfigError>> {
    let mut errors = Vec::new();
    let private = the_private_key(config).map_err(|error| errors.push(error)).ok();
    let mut former = Vec::new();
    for (option, place, text) in public_key_texts(config) {
        // Which of several it is: a list is easily off by one.
        let refused = |reason: String| ConfigError::new(option, format!("(its key {place}) {reason}"));
        match text.and_then(|text| public_keys(&text, config.jwt_algorithm)) {
            Ok(keys) => former.extend(keys),
            Err(reason) => errors.push(refused(reason)),
        }
    }
    let (signing, public) = match private {
        Some(private) if errors.is_empty() => private,
        _ => return Err(errors),
    };
    let (verifying, keys): (Vec<_>, Vec<_>) =
        iter::once(public).chain(former).map(|key| (key.verifying, key.jwk)).unzip();
    if has_one_twice(&verifying) {
        let reason =
            "and `jwt_public_key_files` have one twice, or that of the private key, which is read anyway";
        return Err(vec![ConfigError::new("jwt_public_keys", reason)]);
    }
    Ok((KeyRing { signing, verifying }, JwkSet { keys }))
}

fn the_private_key(config: &FastAuthConfig) -> Result<(EncodingKey, PublicKey), ConfigError> {
    let (option, pem) = match (&config.jwt_private_key, &config.jwt_private_key_file) {
        (Some(pem), None) => ("jwt_private_key", Ok(pem.clone())),
        (None, Some(path)) => ("jwt_private_key_file", read(path)),
        (Some(_), Some(_)) => {
            let reason = "is there, and so is `jwt_private_key`: one of them is enough";
            ("jwt_private_key_file", Err(reason.to_owned()))
        }
        (None, None) => {
            let reason =
                "is missing, and `jwt_private_key_file` is, too: this `jwt_algorithm` signs with one";
            ("jwt_private_key", Err(reason.to_owned()))
        }
    };
    pem.and_then(|pem| private_key(&pem, config.jwt_algorithm))
        .map_err(|reason| ConfigError::new(option, reason))
}

/// Each text that has public keys, with its option and its place there.
fn public_key_texts(
    config: &FastAuthConfig,
) -> impl Iterator<Item = (&'static str, usize, Result<Secret, String>)> {
    let texts = config.jwt_public_keys.iter().map(|text| Ok(Secret::new(text.as_str())));
    let files = config.jwt_public_key_files.iter().map(|path| read(path));
    let texts = texts.enumerate().map(|(place, text)| ("jwt_public_keys", place + 1, text));
    texts.chain(files.enumerate().map(|(place, text)| ("jwt_public_key_files", place + 1, text)))
}

fn read(path: &Path) -> Result<Secret, String> {
    fs::read(path).map(Secret::new).map_err(|error| format!("cannot be read: {error}"))
}

fn has_one_twice(keys: &[VerifyingKey]) -> bool {
    let kids: BTreeSet<&str> = keys.iter().map(|key| &*key.kid).collect();
    kids.len() < keys.len()
}

fn not_derived(what: &str) -> ConfigError {
    ConfigError::new("secret", format!("no key for {what} can be derived from it"))
}
