//! Signed tokens that are read without looking anything up (RFC 7519, hardened by RFC 8725).

mod header;
mod keys;
mod pem;
mod purpose;

use std::future::ready;
use std::sync::Arc;

use time::Duration;

use self::keys::JwtKeys;
use self::purpose::Purpose;
use super::{
    AccessClaims, IntoTokenStrategy, Issued, JwkSet, RefreshClaims, Session, StrategyParts, TokenError,
    TokenFuture, TokenOptions, TokenPair, TokenStrategy,
};
use crate::clock::Clock;
use crate::config::{ConfigError, FastAuthConfig};

/// For [`token_strategy`](crate::FastAuthBuilder::token_strategy): JWTs, which is what tokens are where none is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct JwtTokens;

impl IntoTokenStrategy for JwtTokens {
    fn into_strategy(
        self: Box<Self>,
        parts: StrategyParts,
    ) -> Result<Arc<dyn TokenStrategy>, Vec<ConfigError>> {
        let StrategyParts { config, realm, clock, .. } = parts;
        let keys = JwtKeys::load(&config)?;
        Ok(Arc::new(JwtStrategy::with_keys(keys, &config, realm, clock).map_err(|error| vec![error])?))
    }
}

/// Access and refresh tokens as JWTs.
pub struct JwtStrategy {
    access: Purpose,
    refresh: Purpose,
    public: Option<JwkSet>,
    issuer: String,
    client_id: Option<String>,
    realm: &'static str,
    access_age: Duration,
    leeway: i64,
    clock: Clock,
}

/// The registered claims that every purpose checks in the same way.
struct Registered<'a> {
    iss: &'a str,
    aud: &'a str,
    realm: &'a str,
    kind: &'a str,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
}

impl JwtStrategy {
    /// The strategy that a configuration describes, for the users of one realm: with several models of
    /// users, a token of one is none of another.
    ///
    /// # Errors
    /// [`ConfigError`] where a key cannot be read, or be derived from the secret: the first that is wrong.
    pub fn new(config: &FastAuthConfig, realm: &'static str, clock: Clock) -> Result<Self, ConfigError> {
        let keys = JwtKeys::load(config).map_err(|errors| {
            let unknown = || ConfigError::new("jwt_algorithm", "its keys cannot be read");
            errors.into_iter().next().unwrap_or_else(unknown)
        })?;
        Self::with_keys(keys, config, realm, clock)
    }

    pub(crate) fn with_keys(
        keys: JwtKeys,
        config: &FastAuthConfig,
        realm: &'static str,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            access: Purpose::new(keys.access, "at+jwt", "access", &config.access_audience)?,
            refresh: Purpose::new(keys.refresh, "rt+jwt", "refresh", &config.refresh_audience)?,
            public: keys.public,
            issuer: config.issuer.clone(),
            client_id: config.jwt_client_id.clone(),
            realm,
            access_age: config.access_token_max_age,
            leeway: config.jwt_leeway.whole_seconds(),
            clock,
        })
    }

    fn sign(&self, session: &Session) -> Result<TokenPair, TokenError> {
        let iat = session.now.unix_timestamp();
        let ends = session.expires_at.unix_timestamp();
        let TokenOptions { max_age, claims, headers } = &session.options;
        let exp = ends.min(iat + max_age.unwrap_or(self.access_age).whole_seconds());
        let access = AccessClaims {
            iss: self.issuer.clone(),
            sub: session.subject.clone(),
            aud: self.access.audience.clone(),
            iat,
            exp,
            nbf: None,
            jti: format!("{}.a{}", session.id.simple(), session.counter),
            client_id: self.client_id.clone(),
            sid: session.id,
            realm: self.realm.to_owned(),
            kind: self.access.kind.to_owned(),
            own: claims.clone(),
        };
        let refresh = RefreshClaims {
            iss: self.issuer.clone(),
            sub: session.subject.clone(),
            aud: self.refresh.audience.clone(),
            iat,
            exp: ends,
            nbf: None,
            jti: format!("{}.r{}", session.id.simple(), session.counter),
            sid: session.id,
            realm: self.realm.to_owned(),
            rot: session.counter,
            kind: self.refresh.kind.to_owned(),
            own: claims.clone(),
        };
        Ok(TokenPair {
            access_token: self.access.sign(&access, headers)?,
            refresh_token: Some(self.refresh.sign(&refresh, headers)?),
            token_type: "bearer".to_owned(),
            expires_in: exp - iat,
            refresh_expires_in: ends - iat,
        })
    }

    fn check(&self, claims: &Registered<'_>, purpose: &Purpose, expiry: Expiry) -> Result<(), TokenError> {
        let now = self.clock.now().unix_timestamp();
        let refused = |reason| Err(TokenError::Refused(reason));
        if claims.iss != self.issuer {
            return refused("another issuer");
        }
        if claims.aud != purpose.audience || claims.kind != purpose.kind || claims.realm != self.realm {
            return refused("another audience");
        }
        if claims.iat < 0 || claims.nbf.is_some_and(|nbf| nbf < 0) {
            return refused("made before there were any");
        }
        if claims.iat > now + self.leeway || claims.nbf.is_some_and(|nbf| nbf > now + self.leeway) {
            return refused("not valid yet");
        }
        if expiry == Expiry::Checked && claims.exp <= now - self.leeway {
            return refused("expired");
        }
        Ok(())
    }

    fn access(&self, token: &str, expiry: Expiry) -> Result<AccessClaims, TokenError> {
        let claims: AccessClaims = self.access.open(token)?;
        let AccessClaims { iss, aud, realm, kind, iat, exp, nbf, .. } = &claims;
        let registered = Registered { iss, aud, realm, kind, iat: *iat, exp: *exp, nbf: *nbf };
        self.check(&registered, &self.access, expiry)?;
        Ok(claims)
    }

    fn refresh(&self, token: &str) -> Result<RefreshClaims, TokenError> {
        let claims: RefreshClaims = self.refresh.open(token)?;
        let RefreshClaims { iss, aud, realm, kind, iat, exp, nbf, .. } = &claims;
        let registered = Registered { iss, aud, realm, kind, iat: *iat, exp: *exp, nbf: *nbf };
        self.check(&registered, &self.refresh, Expiry::Checked)?;
        Ok(claims)
    }
}

/// Whether an expired token is still read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expiry {
    Checked,
    Ignored,
}

impl TokenStrategy for JwtStrategy {
    fn issue<'a>(&'a self, session: &'a Session) -> TokenFuture<'a, Issued> {
        Box::pin(ready(self.sign(session).map(Issued::from)))
    }

    fn read_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        Box::pin(ready(self.access(token, Expiry::Checked)))
    }

    fn read_expired_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        Box::pin(ready(self.access(token, Expiry::Ignored)))
    }

    fn read_refresh<'a>(&'a self, token: &'a str) -> TokenFuture<'a, RefreshClaims> {
        Box::pin(ready(self.refresh(token)))
    }

    fn public_keys(&self) -> Option<&JwkSet> {
        self.public.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::JwtAlgorithm;

    /// BS-04: whichever databases are built in, there is one implementation of the algorithms.
    #[tokio::test]
    async fn a_token_is_signed_and_read() {
        for algorithm in [JwtAlgorithm::Hs256, JwtAlgorithm::Hs384, JwtAlgorithm::Hs512] {
            let mut config = FastAuthConfig::new("jWnZr4u7x!A%D*G-KaPdSgVkYp2s5v8y".repeat(2));
            config.jwt_algorithm = algorithm;
            let strategy = JwtStrategy::new(&config, "users", Clock::system()).unwrap();
            let now = Clock::system().now();
            let id = uuid::Uuid::now_v7();
            let session = Session {
                id,
                subject: "7".to_owned(),
                counter: 3,
                now,
                expires_at: now + Duration::days(1),
                options: TokenOptions::new(),
                replaces: None,
            };
            let pair = strategy.issue(&session).await.unwrap().pair;
            assert_eq!(strategy.read_access(&pair.access_token).await.unwrap().sid, id);
            assert_eq!(strategy.read_refresh(&pair.refresh_token.unwrap()).await.unwrap().rot, 3);
            assert!(strategy.read_refresh(&pair.access_token).await.is_err());
        }
    }
}
