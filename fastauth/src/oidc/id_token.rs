//! What an ID token has to be (OpenID Connect Core section 3.1.3.7).

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, IssuerUrl, Nonce,
    SignatureVerificationError,
};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::provider::ProviderError;

/// How far two clocks may be apart, in seconds.
const LEEWAY: i64 = 60;
/// The longest ID token that is looked at, in bytes.
const LONGEST: usize = 64 * 1024;

/// What an ID token is held against.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a str,
    /// None of them by a secret that two know.
    pub(super) algorithms: &'a [CoreJwsSigningAlgorithm],
    pub(super) now: OffsetDateTime,
}

/// Why an ID token is none.
pub(super) enum Invalid {
    /// None of the keys has signed it: there may be newer ones.
    Key(String),
    /// Something else.
    Other(String),
}

impl From<Invalid> for ProviderError {
    fn from(invalid: Invalid) -> Self {
        let (Invalid::Key(reason) | Invalid::Other(reason)) = invalid;
        Self::Refused(format!("the ID token: {reason}"))
    }
}

impl Expected<'_> {
    /// The claims of an ID token that holds.
    pub(super) fn claims_of(
        &self,
        text: &str,
        keys: &CoreJsonWebKeySet,
    ) -> Result<Map<String, Value>, Invalid> {
        if text.len() > LONGEST {
            return Err(other("is too long"));
        }
        // Its own errors quote what the token says of somebody.
        let token = CoreIdToken::from_str(text).map_err(|_| other("is none"))?;
        let issuer = IssuerUrl::new(self.issuer.to_owned()).map_err(|_| other("has no issuer"))?;
        let now = self.now.unix_timestamp();
        let verifier = CoreIdTokenVerifier::new_public_client(
            ClientId::new(self.client_id.to_owned()),
            issuer,
            keys.clone(),
        )
        .set_allowed_algs(self.algorithms.iter().cloned())
        .set_time_fn(move || chrono::DateTime::from_timestamp(now, 0).unwrap_or_default())
        .set_issue_time_verifier_fn(move |issued_at| match issued_at.timestamp() <= now + LEEWAY {
            true => Ok(()),
            false => Err("is from the future".to_owned()),
        });
        let nonce = Nonce::new(self.nonce.to_owned());
        let verified = token.claims(&verifier, &nonce).map_err(invalid)?;
        self.check_at_hash(&token, &verifier, verified.access_token_hash())?;
        let claims = payload(text).ok_or_else(|| other("is none"))?;
        self.check_party(&claims)?;
        Ok(claims)
    }

    /// What the library leaves to its users.
    fn check_party(&self, claims: &Map<String, Value>) -> Result<(), Invalid> {
        let audiences = claims.get("aud").and_then(Value::as_array).map_or(1, Vec::len);
        match claims.get("azp") {
            Some(Value::String(party)) if party == self.client_id => Ok(()),
            None if audiences == 1 => Ok(()),
            _ => Err(other("was issued to another client")),
        }
    }

    fn check_at_hash(
        &self,
        token: &CoreIdToken,
        verifier: &CoreIdTokenVerifier<'_>,
        at_hash: Option<&AccessTokenHash>,
    ) -> Result<(), Invalid> {
        let Some(at_hash) = at_hash else { return Ok(()) };
        let (Ok(algorithm), Ok(key)) = (token.signing_alg(), token.signing_key(verifier)) else {
            return Err(other("has no key"));
        };
        let access_token = AccessToken::new(self.access_token.to_owned());
        match AccessTokenHash::from_token(&access_token, algorithm, key) {
            Ok(hash) if hash == *at_hash => Ok(()),
            _ => Err(other("goes with another access token")),
        }
    }
}

fn other(reason: &str) -> Invalid {
    Invalid::Other(reason.to_owned())
}

fn invalid(error: ClaimsVerificationError) -> Invalid {
    match error {
        ClaimsVerificationError::SignatureVerification(
            error @ (SignatureVerificationError::NoMatchingKey
            | SignatureVerificationError::CryptoError(_)
            | SignatureVerificationError::AmbiguousKeyId(_)
            | SignatureVerificationError::InvalidKey(_)),
        ) => Invalid::Key(error.to_string()),
        error => Invalid::Other(error.to_string()),
    }
}

/// The claims as they are written, of a token that was verified.
fn payload(token: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}
