//! Access tokens that are looked up in Redis, and expire there by themselves.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use redis::{cmd, pipe};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Redis, RedisError};
use crate::config::ConfigError;
use crate::credential::{TokenDigest, namespace};
use crate::token::database::DatabaseStrategy;
use crate::token::opaque::OpaqueAccess;
use crate::token::{
    AccessClaims, IntoTokenStrategy, Issued, Located, RefreshClaims, Session, SessionId, StoredToken,
    StrategyParts, TokenError, TokenFuture, TokenStrategy,
};

/// For [`token_strategy`](crate::FastAuthBuilder::token_strategy): opaque tokens whose access tokens are looked up in
/// Redis, so that `#[require_token]` asks no database. What is stored is their SHA-256.
///
/// The sessions, and what is stored of their refresh tokens, are in the database all the same: a Redis that forgets
/// ends no session, its clients refresh. Where Redis gives no answer, whoever brings a token is answered 503.
///
/// A session that was ended by itself (a logout, `end_session` and its kin, a refresh token that came back) is gone here at once. One that
/// ended otherwise (another password, a user who was deactivated, one session too many) is refused by every guard of users, and by
/// `#[require_token]` once its access token has expired.
#[derive(Debug, Clone)]
pub struct RedisTokens {
    redis: Redis,
    prefix: String,
}

impl RedisTokens {
    /// In this Redis, below the prefix `fastauth`.
    #[must_use]
    pub fn new(redis: &Redis) -> Self {
        Self { redis: redis.clone(), prefix: "fastauth".to_owned() }
    }

    /// What the names of the keys begin with, before a `:`, where several services share a Redis.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }
}

impl IntoTokenStrategy for RedisTokens {
    fn into_strategy(
        self: Box<Self>,
        parts: StrategyParts,
    ) -> Result<Arc<dyn TokenStrategy>, Vec<ConfigError>> {
        let namespace = namespace(&parts.config.secret)
            .map_err(|_| vec![ConfigError::new("secret", "no namespace can be derived from it")])?;
        let prefix = format!("{}:{namespace}:{}:session", self.prefix, parts.realm);
        let access_age = parts.config.access_token_max_age;
        Ok(Arc::new(RedisStrategy {
            redis: self.redis,
            prefix,
            access_age,
            tokens: DatabaseStrategy::new(parts).map_err(|error| vec![error])?,
        }))
    }
}

struct RedisStrategy {
    redis: Redis,
    prefix: String,
    /// No token that is stored late lasts longer.
    access_age: time::Duration,
    /// Makes the tokens, and finds what Redis has not: refresh tokens, and access tokens that have expired.
    tokens: DatabaseStrategy,
}

/// What is kept of a session that has ended: no token that is stored late, by a refresh under way, is good.
const ENDED: &str = "ended";

/// An access token, as it is kept. Of a session there are two at most: the last, and the one before it.
#[derive(Serialize, Deserialize)]
struct Kept {
    hash: String,
    claims: String,
    counter: i32,
    iat: i64,
    exp: i64,
}

impl From<RedisError> for TokenError {
    fn from(error: RedisError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl RedisStrategy {
    fn key(&self, session: SessionId) -> String {
        format!("{}:{}", self.prefix, session.simple())
    }

    /// Keeps an access token for its time. All of it, or nothing.
    async fn keep(&self, session: &Session, issued: &Issued) -> Result<(), TokenError> {
        let Some(stored) = &issued.stored else { return Ok(()) };
        let kept = Kept {
            hash: text_of(&stored.access),
            claims: stored.claims.clone(),
            counter: session.counter,
            iat: session.now.unix_timestamp(),
            exp: stored.access_expires_at.unix_timestamp(),
        };
        let text =
            serde_json::to_string(&kept).map_err(|error| TokenError::Unavailable(error.to_string()))?;
        let left = Duration::try_from(stored.access_expires_at - self.tokens.now()).unwrap_or_default();
        let (key, place) = (self.key(session.id), session.counter.rem_euclid(2));
        let milliseconds = u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1);
        let mut keep = pipe();
        keep.atomic().hset(&key, place, text).ignore().cmd("PEXPIRE").arg(&key).arg(milliseconds).ignore();
        Ok(self.redis.run_all(&keep).await?)
    }

    async fn find(&self, token: &str) -> Result<(SessionId, StoredToken), TokenError> {
        let OpaqueAccess { session, digest } = OpaqueAccess::read(token)?;
        let kept: Vec<String> = self.redis.run(cmd("HVALS").arg(self.key(session))).await?;
        let ended = kept.iter().any(|text| text == ENDED);
        let found = kept.iter().filter(|_| !ended).find_map(|text| read(text, &digest));
        match found.filter(|found| found.expires_at > self.tokens.now()) {
            Some(found) => Ok((session, found)),
            None => Err(TokenError::Refused("nobody has this token")),
        }
    }
}

/// A digest as text: what Redis has is JSON.
fn text_of(digest: &TokenDigest) -> String {
    URL_SAFE_NO_PAD.encode(digest.as_bytes())
}

fn read(text: &str, digest: &TokenDigest) -> Option<StoredToken> {
    let Kept { hash, claims, counter, iat, exp } = serde_json::from_str(text).ok()?;
    let moment = |seconds| OffsetDateTime::from_unix_timestamp(seconds).ok();
    let found = StoredToken { claims, counter, issued_at: moment(iat)?, expires_at: moment(exp)? };
    (hash == text_of(digest)).then_some(found)
}

impl TokenStrategy for RedisStrategy {
    fn issue<'a>(&'a self, session: &'a Session) -> TokenFuture<'a, Issued> {
        Box::pin(async {
            let issued = self.tokens.make(session)?;
            self.keep(session, &issued).await?;
            Ok(issued)
        })
    }

    fn read_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        Box::pin(async {
            let (session, found) = self.find(token).await?;
            self.tokens.access_claims(session, &found)
        })
    }

    fn read_expired_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        self.tokens.read_expired_access(token)
    }

    fn read_refresh<'a>(&'a self, token: &'a str) -> TokenFuture<'a, RefreshClaims> {
        self.tokens.read_refresh(token)
    }

    fn locate<'a>(&'a self, token: &'a str) -> TokenFuture<'a, Located> {
        Box::pin(async {
            let (session, found) = self.find(token).await?;
            let AccessClaims { sub, .. } = self.tokens.access_claims(session, &found)?;
            Ok(Located { session, subject: Some(sub), digest: None })
        })
    }

    fn forget<'a>(&'a self, ended: &'a [SessionId]) -> TokenFuture<'a, ()> {
        Box::pin(async move {
            if ended.is_empty() {
                return Ok(());
            }
            let lasts = u64::try_from(self.access_age.whole_milliseconds()).unwrap_or(u64::MAX);
            let mut forget = pipe();
            for session in ended {
                let key = self.key(*session);
                forget.del(&key).ignore().hset(&key, ENDED, ENDED).ignore();
                forget.cmd("PEXPIRE").arg(&key).arg(lasts.max(1)).ignore();
            }
            Ok(self.redis.run_all(forget.atomic()).await?)
        })
    }
}
