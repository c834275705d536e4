//! Attempts counted in Redis, for several instances together.

use std::fmt;
use std::time::Duration;

use redis::Script;

use super::{Redis, RedisError};
use crate::limit::{Decision, LimitKey, LimitRule, LimiterError, LimiterFuture, RateLimiter};

/// What the keys begin with, where nothing else is said.
const PREFIX: &str = "fastauth";

/// Decides one attempt, by the server's clock alone, and counts it. `KEYS`: the bucket. `ARGV`: count, window in
/// microseconds, 1 where the cost grows, how long to remember in milliseconds. Answers 0, or the microseconds to wait.
///
/// The arithmetic is that of the limiter in the process (`LimitRule::cost`, and GCRA): `full` is when the bucket is
/// full again.
const ATTEMPT: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local count, window, grows = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == '1'
local cell = window / count
local kept = redis.call('HMGET', KEYS[1], 'full', 'strikes')
-- No later than in one window, though the clock was set back.
local full = math.min(math.max(tonumber(kept[1]) or now, now), now + window)
local strikes = tonumber(kept[2]) or 0
local cost = 1
if strikes > 0 then
    cost = math.min(2 ^ (strikes - 1), count)
end
local wait = full + cost * cell - window - now
if wait > 0 then
    return math.max(math.ceil(wait), 1)
end
full = full + cost * cell
if grows and (strikes > 0 or now + window - full < cell) then
    strikes = math.min(strikes + 1, 64)
end
redis.call('HSET', KEYS[1], 'full', string.format('%.17g', full), 'strikes', strikes)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 0
";

/// Counts in Redis, so that several instances have their limits together. Each attempt is one script, which the server runs as one
/// step; no key is without an end.
///
/// ```no_run
/// # use fastauth::prelude::*;
/// # async fn example<User: fastauth::model::AuthUser>(
/// #     database: Database, config: FastAuthConfig,
/// # ) -> Result<(), Box<dyn std::error::Error>> {
/// use fastauth::redis::{Redis, RedisRateLimiter};
/// let redis = Redis::connect("redis://127.0.0.1").await?;
/// let limiter = RedisRateLimiter::new(&redis);
/// let auth = FastAuth::<User>::builder(database).config(config).rate_limiter(limiter).build().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisRateLimiter {
    redis: Redis,
    prefix: String,
    script: Script,
}

impl RedisRateLimiter {
    /// Over a connection, below the prefix `fastauth`.
    #[must_use]
    pub fn new(redis: &Redis) -> Self {
        Self { redis: redis.clone(), prefix: PREFIX.to_owned(), script: Script::new(ATTEMPT) }
    }

    /// What the names of the keys begin with, before a `:`, where several services share a Redis.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    fn key(&self, key: &LimitKey) -> String {
        format!("{}:limit:{key}", self.prefix)
    }

    async fn decide(&self, key: &LimitKey, rule: LimitRule) -> Result<Decision, RedisError> {
        let mut invocation = self.script.prepare_invoke();
        invocation.key(self.key(key)).arg(rule.count().get()).arg(whole(rule.window().as_micros()));
        invocation.arg(u8::from(rule.grows())).arg(whole(rule.forgets_after().as_millis()));
        let wait: u64 = self.redis.invoke(&invocation).await?;
        Ok(match wait {
            0 => Decision::Allowed,
            wait => Decision::Refused { retry_after: Duration::from_micros(wait) },
        })
    }
}

/// No window is longer than a day.
fn whole(number: u128) -> u64 {
    number.try_into().unwrap_or(u64::MAX)
}

impl RateLimiter for RedisRateLimiter {
    fn attempt<'a>(&'a self, key: &'a LimitKey, rule: LimitRule) -> LimiterFuture<'a, Decision> {
        Box::pin(async move { Ok(self.decide(key, rule).await?) })
    }

    fn clear<'a>(&'a self, key: &'a LimitKey) -> LimiterFuture<'a, ()> {
        Box::pin(async move {
            let removed: u32 = self.redis.run(redis::cmd("DEL").arg(self.key(key))).await?;
            tracing::trace!(removed, "forgot attempts");
            Ok(())
        })
    }
}

impl From<RedisError> for LimiterError {
    fn from(error: RedisError) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Debug for RedisRateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisRateLimiter").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
