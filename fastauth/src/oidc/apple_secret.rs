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
