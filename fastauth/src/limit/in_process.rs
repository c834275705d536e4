//! Attempts counted in this process.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter as Gcra};
use lru::LruCache;
use time::OffsetDateTime;

use super::{Decision, LimitKey, LimitRule, LimiterFuture, RateLimiter};
use crate::clock::Clock;

/// How many keys are remembered: some 25 MB, if so many came within their windows. Beyond them, the one that was used
/// least recently is forgotten.
const MOST: NonZeroUsize = NonZeroUsize::MIN.saturating_add(99_999);

/// Counts in this process: each instance of a service by itself, and from nothing after a restart.
///
/// With several instances a client has as many times the attempts; `RedisRateLimiter`, by the feature `redis`, counts
/// for all of them together.
pub struct InProcessLimiter {
    ticks: Ticks,
    buckets: Mutex<LruCache<LimitKey, Bucket>>,
}

impl InProcessLimiter {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        let mut buckets = LruCache::unbounded();
        // So that it grows to its size, and does not begin with it.
        buckets.resize(MOST);
        Self { ticks: Ticks { origin: clock.now(), clock }, buckets: Mutex::new(buckets) }
    }

    /// How many keys are remembered: 100,000 at most.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn decide(&self, key: &LimitKey, rule: LimitRule) -> Decision {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        // Behind the lock: nobody's "now" is before the last one's.
        let now = self.ticks.now();
        let bucket = buckets.get_or_insert_mut(key.clone(), || Bucket::new(rule, &self.ticks));
        if bucket.rule != rule || bucket.is_over(now) {
            *bucket = Bucket::new(rule, &self.ticks);
        }
        bucket.decide(now)
    }
}

impl RateLimiter for InProcessLimiter {
    fn attempt<'a>(&'a self, key: &'a LimitKey, rule: LimitRule) -> LimiterFuture<'a, Decision> {
        Box::pin(std::future::ready(Ok(self.decide(key, rule))))
    }

    fn clear<'a>(&'a self, key: &'a LimitKey) -> LimiterFuture<'a, ()> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).pop(key);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl fmt::Debug for InProcessLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcessLimiter").finish_non_exhaustive()
    }
}

/// The library's clock, from a moment on, as `governor` reads it.
#[derive(Clone)]
struct Ticks {
    clock: Clock,
    origin: OffsetDateTime,
}

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        (self.clock.now() - self.origin).try_into().unwrap_or_default()
    }
}

struct Bucket {
    cells: Gcra<NotKeyed, InMemoryState, Ticks, StateInformationMiddleware>,
    rule: LimitRule,
    /// How many attempts were let through from the one on that used the bucket up.
    strikes: u32,
    /// When one was let through last.
    last: Duration,
}

impl Bucket {
    fn new(rule: LimitRule, ticks: &Ticks) -> Self {
        let one_cell = rule.window() / rule.count().get();
        let quota = Quota::with_period(one_cell).unwrap_or_else(|| Quota::per_second(rule.count()));
        let cells = Gcra::direct_with_clock(quota.allow_burst(rule.count()), ticks.clone());
        Self { cells: cells.with_middleware(), rule, strikes: 0, last: ticks.now() }
    }

    /// Whether nothing of it is left to remember; or the system's clock was set back, which nobody waits for.
    fn is_over(&self, now: Duration) -> bool {
        now > self.last + self.rule.forgets_after() || self.last > now + self.rule.window()
    }

    fn decide(&mut self, now: Duration) -> Decision {
        match self.cells.check_n(self.rule.cost(self.strikes)) {
            Ok(Ok(left)) => {
                self.last = now;
                if self.rule.grows() && (self.strikes > 0 || left.remaining_burst_capacity() == 0) {
                    self.strikes = self.strikes.saturating_add(1);
                }
                Decision::Allowed
            }
            Ok(Err(until)) => Decision::Refused { retry_after: until.wait_time_from(now) },
            // Nothing costs more than the bucket holds.
            Err(_) => Decision::Refused { retry_after: self.rule.window() },
        }
    }
}
