//! Signed tokens that are read without looking anything up (RFC 7519, hardened by RFC 8725).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::future::ready;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::Duration;

use super::options::is_own_header;
use super::{
    AccessClaims, IntoTokenStrategy, Issued, RefreshClaims, Session, StrategyParts, TokenError, TokenFuture,
    TokenOptions, TokenPair, TokenStrategy,
};
use crate::clock::Clock;
use crate::config::{ConfigError, FastAuthConfig, JwtAlgorithm};
use crate::credential::{Secret, derive_key};

/// A longer token is refused before anything is decoded. 8 KiB.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// For [`token_strategy`](crate::FastAuthBuilder::token_strategy): JWTs, which is what tokens are where none is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct JwtTokens;

impl IntoTokenStrategy for JwtTokens {
    fn into_strategy(
        self: Box<Self>,
        parts: StrategyParts<'_>,
    ) -> Result<Arc<dyn TokenStrategy>, ConfigError> {
        Ok(Arc::new(JwtStrategy::new(parts.config, parts.realm, parts.clock)?))
    }
}

/// Access and refresh tokens as JWTs.
pub struct JwtStrategy {
    access: Purpose,
    refresh: Purpose,
    issuer: String,
    realm: &'static str,
    access_age: Duration,
    leeway: i64,
    clock: Clock,
}

/// One use of a token. Each has its own key, audience and `typ`, so that none passes for another.
struct Purpose {
    header: Header,
    /// The header as this library writes it: the only one that most tokens ever have.
    encoded_header: String,
    kind: &'static str,
    audience: String,
    signing: EncodingKey,
    verifying: DecodingKey,
}

/// The members that a header may have. Any other (`crit`, `jwk`, `jku`, `x5u`, `zip`, `b64`, …) asks
/// for something that is not done here, and refuses the token; unless its name is an application's own.
#[derive(Deserialize)]
struct StrictHeader {
    alg: String,
    typ: String,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
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
    /// [`ConfigError`] where a key cannot be derived from the secret.
    pub fn new(config: &FastAuthConfig, realm: &'static str, clock: Clock) -> Result<Self, ConfigError> {
        // The process-wide choice that `jsonwebtoken` asks for. Where the application made one before,
        // that one stands: each knows these algorithms.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        let refresh_key =
            derive_key(&config.secret, "fastauth refresh token", config.jwt_algorithm.key_bytes()).map_err(
                |_| ConfigError::new("secret", "no key for refresh tokens can be derived from it"),
            )?;
        let algorithm = config.jwt_algorithm;
        Ok(Self {
            access: Purpose::new(algorithm, &config.secret, "at+jwt", "access", &config.access_audience)?,
            refresh: Purpose::new(algorithm, &refresh_key, "rt+jwt", "refresh", &config.refresh_audience)?,
            issuer: config.issuer.clone(),
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

impl Purpose {
    fn new(
        algorithm: JwtAlgorithm,
        key: &Secret,
        typ: &'static str,
        kind: &'static str,
        audience: &str,
    ) -> Result<Self, ConfigError> {
        let algorithm = match algorithm {
            JwtAlgorithm::Hs256 => Algorithm::HS256,
            JwtAlgorithm::Hs384 => Algorithm::HS384,
            JwtAlgorithm::Hs512 => Algorithm::HS512,
        };
        let mut header = Header::new(algorithm);
        header.typ = Some(typ.to_owned());
        let json = serde_json::to_vec(&header)
            .map_err(|_| ConfigError::new("jwt_algorithm", "its header cannot be written"))?;
        Ok(Self {
            encoded_header: URL_SAFE_NO_PAD.encode(json),
            header,
            kind,
            audience: audience.to_owned(),
            signing: EncodingKey::from_secret(key.expose()),
            verifying: DecodingKey::from_secret(key.expose()),
        })
    }

    fn sign(&self, claims: &impl Serialize, own: &BTreeMap<String, String>) -> Result<String, TokenError> {
        let mut header = Cow::Borrowed(&self.header);
        for (name, value) in own {
            header.to_mut().extras.insert(name, value);
        }
        let token = jsonwebtoken::encode(&header, claims, &self.signing)
            .map_err(|error| TokenError::Unavailable(error.to_string()))?;
        if token.len() > MAX_TOKEN_BYTES {
            // Nothing would take it: its user would be locked out by claims that are too long.
            return Err(TokenError::Unavailable(format!("a token has more than {MAX_TOKEN_BYTES} bytes")));
        }
        Ok(token)
    }

    /// The claims of a token that was signed for this purpose, still unchecked.
    fn open<T: DeserializeOwned>(&self, token: &str) -> Result<T, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Refused("too long"));
        }
        let refused = |reason| Err(TokenError::Refused(reason));
        let Some((message, mac)) = token.rsplit_once('.') else { return refused("not three parts") };
        let Some((header, payload)) = message.split_once('.') else { return refused("not three parts") };
        if header != self.encoded_header && !self.same_header(header) {
            return refused("another header");
        }
        // `jsonwebtoken::decode` would parse the header twice more and the claims twice, to check less.
        match jsonwebtoken::crypto::verify(mac, message.as_bytes(), &self.verifying, self.header.alg) {
            Ok(true) => {}
            Ok(false) | Err(_) => return refused("signature"),
        }
        let Ok(claims) = URL_SAFE_NO_PAD.decode(payload) else { return refused("claims") };
        serde_json::from_slice(&claims).or(refused("claims"))
    }

    /// Whether a header says the same in other words: its members in another order, say.
    fn same_header(&self, header: &str) -> bool {
        let Ok(json) = URL_SAFE_NO_PAD.decode(header) else {
            return false;
        };
        let Ok(header) = serde_json::from_slice::<StrictHeader>(&json) else {
            return false;
        };
        let typ = header.typ.strip_prefix("application/").unwrap_or(&header.typ);
        let only_own = header.others.keys().all(|name| is_own_header(name));
        only_own && self.header.typ.as_deref() == Some(typ) && header.alg == format!("{:?}", self.header.alg)
    }
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
