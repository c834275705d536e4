//! Tokens that are looked up in the database: in the row of their session.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::opaque::{OpaqueAccess, OpaqueRefresh, first_pair, next_pair};
use super::{
    AccessClaims, IntoTokenStrategy, Issued, Located, OwnClaims, RefreshClaims, Session, SessionId,
    StoredToken, StoredTokenQuery, StoredTokens, StrategyParts, TokenDigest, TokenError, TokenFuture,
    TokenPair, TokenStore, TokenStrategy,
};
use crate::clock::Clock;
use crate::config::{ConfigError, FastAuthConfig};
use crate::credential::{Secret, derive_key};

/// For [`token_strategy`](crate::FastAuthBuilder::token_strategy): opaque tokens in the database. What is stored is
/// their SHA-256, in the row of their session; the one statement of a guard looks at both.
///
/// Of a session, the last two access tokens are good, each for its time.
#[derive(Debug, Clone, Copy, Default)]
pub struct DatabaseTokens;

impl IntoTokenStrategy for DatabaseTokens {
    fn into_strategy(
        self: Box<Self>,
        parts: StrategyParts,
    ) -> Result<Arc<dyn TokenStrategy>, Vec<ConfigError>> {
        Ok(Arc::new(DatabaseStrategy::new(parts).map_err(|error| vec![error])?))
    }
}

/// Opaque tokens, looked up in the database.
pub(crate) struct DatabaseStrategy {
    store: Arc<dyn TokenStore>,
    names: Names,
    access_age: Duration,
    /// The successors of tokens are derived with it.
    key: Secret,
    clock: Clock,
}

/// What every token of one kind of users says.
struct Names {
    issuer: String,
    access_audience: String,
    refresh_audience: String,
    client_id: Option<String>,
    realm: &'static str,
}

/// What is stored of what a token says.
#[derive(Serialize, Deserialize)]
struct StoredClaims {
    sub: String,
    #[serde(default, skip_serializing_if = "OwnClaims::is_empty")]
    own: OwnClaims,
}

impl DatabaseStrategy {
    pub(crate) fn new(parts: StrategyParts) -> Result<Self, ConfigError> {
        let StrategyParts { config, realm, clock, store } = parts;
        let key = derive_key(&config.secret, "fastauth opaque tokens", 32)
            .map_err(|_| ConfigError::new("secret", "no key for opaque tokens can be derived from it"))?;
        let access_age = config.access_token_max_age;
        let FastAuthConfig { issuer, access_audience, refresh_audience, jwt_client_id, .. } = config;
        Ok(Self {
            store,
            names: Names { issuer, access_audience, refresh_audience, client_id: jwt_client_id, realm },
            access_age,
            key,
            clock,
        })
    }

    pub(crate) fn make(&self, session: &Session) -> Result<Issued, TokenError> {
        if !session.options.headers.is_empty() {
            return Err(TokenError::Unavailable("an opaque token has no header".to_owned()));
        }
        let (pair, family) = match &session.replaces {
            Some(replaced) => next_pair(&self.key, replaced)?,
            None => first_pair(session.id)?,
        };
        let max_age = session.options.max_age.unwrap_or(self.access_age);
        let access_expires_at = session.expires_at.min(session.now + max_age);
        let claims = StoredClaims { sub: session.subject.clone(), own: session.options.claims.clone() };
        let claims =
            serde_json::to_string(&claims).map_err(|error| TokenError::Unavailable(error.to_string()))?;
        let stored = StoredTokens {
            family,
            refresh: TokenDigest::of(&pair.refresh),
            access: TokenDigest::of(&pair.access),
            access_expires_at,
            claims,
        };
        let pair = TokenPair {
            access_token: pair.access.to_string(),
            refresh_token: Some(pair.refresh.to_string()),
            token_type: "bearer".to_owned(),
            expires_in: (access_expires_at - session.now).whole_seconds(),
            refresh_expires_in: (session.expires_at - session.now).whole_seconds(),
        };
        Ok(Issued { pair, stored: Some(stored) })
    }

    /// What an access token says that was found.
    pub(crate) fn access_claims(
        &self,
        session: SessionId,
        found: &StoredToken,
    ) -> Result<AccessClaims, TokenError> {
        let StoredClaims { sub, own } = found.read_claims()?;
        let Names { issuer, access_audience, realm, .. } = &self.names;
        Ok(AccessClaims {
            iss: issuer.clone(),
            sub,
            aud: access_audience.clone(),
            iat: found.issued_at.unix_timestamp(),
            exp: found.expires_at.unix_timestamp(),
            nbf: None,
            client_id: self.names.client_id.clone(),
            jti: format!("{}.a{}", session.simple(), found.counter),
            sid: session,
            realm: (*realm).to_owned(),
            kind: "access".to_owned(),
            own,
        })
    }

    fn refresh_claims(&self, session: SessionId, found: &StoredToken) -> Result<RefreshClaims, TokenError> {
        let StoredClaims { sub, own } = found.read_claims()?;
        let Names { issuer, refresh_audience, realm, .. } = &self.names;
        Ok(RefreshClaims {
            iss: issuer.clone(),
            sub,
            aud: refresh_audience.clone(),
            iat: found.issued_at.unix_timestamp(),
            exp: found.expires_at.unix_timestamp(),
            nbf: None,
            jti: format!("{}.r{}", session.simple(), found.counter),
            sid: session,
            realm: (*realm).to_owned(),
            rot: found.counter,
            kind: "refresh".to_owned(),
            own,
        })
    }

    async fn find(&self, wanted: StoredTokenQuery) -> Result<StoredToken, TokenError> {
        self.store.find(wanted).await?.ok_or(TokenError::Refused("nobody has this token"))
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }
}

impl StoredToken {
    fn read_claims(&self) -> Result<StoredClaims, TokenError> {
        serde_json::from_str(&self.claims).map_err(|error| TokenError::Unavailable(error.to_string()))
    }
}

impl TokenStrategy for DatabaseStrategy {
    fn issue<'a>(&'a self, session: &'a Session) -> TokenFuture<'a, Issued> {
        Box::pin(std::future::ready(self.make(session)))
    }

    fn read_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        Box::pin(async {
            let OpaqueAccess { session, digest } = OpaqueAccess::read(token)?;
            let found = self.find(StoredTokenQuery::Access { session, digest, now: self.now() }).await?;
            self.access_claims(session, &found)
        })
    }

    fn read_expired_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        Box::pin(async {
            let OpaqueAccess { session, digest } = OpaqueAccess::read(token)?;
            let found = self.find(StoredTokenQuery::ExpiredAccess { session, digest }).await?;
            self.access_claims(session, &found)
        })
    }

    fn read_refresh<'a>(&'a self, token: &'a str) -> TokenFuture<'a, RefreshClaims> {
        Box::pin(async {
            let OpaqueRefresh { session, family, digest } = OpaqueRefresh::read(token)?;
            let now = self.now();
            let found = self.find(StoredTokenQuery::Refresh { session, family, digest, now }).await?;
            self.refresh_claims(session, &found)
        })
    }

    fn locate<'a>(&'a self, token: &'a str) -> TokenFuture<'a, Located> {
        let located = OpaqueAccess::read(token);
        Box::pin(std::future::ready(located.map(|OpaqueAccess { session, digest }| Located {
            session,
            subject: None,
            digest: Some(digest),
        })))
    }
}
