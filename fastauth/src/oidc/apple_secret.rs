//! Apple's client secret: a token that the service signs itself.

use std::fmt;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;
use time::{Duration, OffsetDateTime};

use crate::config::ConfigError;
use crate::credential::Secret;
use crate::provider::ProviderError;

/// How long each is good: it is made for one request.
const MAX_AGE: Duration = Duration::minutes(5);

/// What Apple's client secrets are made with.
#[derive(Clone)]
pub struct AppleSecret {
    team_id: String,
    key_id: String,
    private_key: Secret,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

impl AppleSecret {
    /// The id of the team, and a key of its: the id, and the PEM text of the file that Apple gave.
    #[must_use]
    pub fn new(team_id: impl Into<String>, key_id: impl Into<String>, private_key: Secret) -> Self {
        let (team_id, key_id) = (team_id.into(), key_id.into());
        Self { team_id, key_id, private_key }
    }

    pub(super) fn check(&self) -> Option<ConfigError> {
        let is_key = EncodingKey::from_ec_pem(self.private_key.expose()).is_ok();
        (!is_key).then(|| ConfigError::new("private_key", "is not the PEM text of a P-256 key"))
    }

    pub(super) fn at(
        &self,
        client_id: &str,
        issuer: &str,
        now: OffsetDateTime,
    ) -> Result<Secret, ProviderError> {
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::ES256) };
        let claims = Claims {
            iss: &self.team_id,
            sub: client_id,
            aud: issuer,
            iat: now.unix_timestamp(),
            exp: (now + MAX_AGE).unix_timestamp(),
        };
        let key = EncodingKey::from_ec_pem(self.private_key.expose());
        let secret = key.and_then(|key| encode(&header, &claims, &key));
        secret
            .map(Secret::new)
            .map_err(|_| ProviderError::Failed("the client's secret cannot be signed".to_owned()))
    }
}

impl fmt::Debug for AppleSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppleSecret").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
    use serde_json::Value;

    use super::*;

    const PRIVATE: &str = include_str!("../../../tests/support/keys/p256_a.pem");
    const PUBLIC: &str = include_str!("../../../tests/support/keys/p256_a.pub.pem");

    /// As Apple's documentation has it ("Creating a client secret").
    #[test]
    fn a_secret_says_whose_it_is_and_for_whom() {
        let secret = AppleSecret::new("the team", "the key", Secret::new(PRIVATE));
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let made = secret.at("the service", "https://appleid.apple.com", now).unwrap();
        let text = std::str::from_utf8(made.expose()).unwrap();
        assert_eq!(decode_header(text).unwrap().kid.as_deref(), Some("the key"));
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&["https://appleid.apple.com"]);
        validation.validate_exp = false;
        let key = DecodingKey::from_ec_pem(PUBLIC.as_bytes()).unwrap();
        let claims = decode::<Value>(text, &key, &validation).unwrap().claims;
        assert_eq!((&claims["iss"], &claims["sub"]), (&"the team".into(), &"the service".into()));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
        assert_eq!(claims["iat"], now.unix_timestamp());
    }
}
