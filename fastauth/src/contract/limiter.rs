//! A limiter counts in one step.

use std::num::NonZeroU32;
use std::sync::Arc;

use time::Duration;

use super::{Broken, holds};
use crate::limit::{Decision, LimitKey, LimitRule, LimiterError, RateLimiter};

/// How many attempts come at once.
const AT_ONCE: usize = 200;

const COUNT: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

const WINDOW: Duration = Duration::minutes(15);

/// Of two hundred attempts at once, ten are let through where ten may be; the others are told to come back within the
/// window; other keys are not touched, and one that is cleared begins anew.
///
/// It counts under keys that nobody else has. Run it on a runtime of several threads.
///
/// # Errors
/// [`Broken`], with the first thing that does not hold.
pub async fn rate_limiter(limiter: Arc<dyn RateLimiter>) -> Result<(), Broken> {
    let rule = LimitRule::new(COUNT, WINDOW.unsigned_abs());
    let (key, other) = (fresh_key("one"), fresh_key("other"));
    let attempts: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (limiter, key) = (limiter.clone(), key.clone());
            tokio::spawn(async move { limiter.attempt(&key, rule).await })
        })
        .collect();
    let mut allowed = 0;
    for attempt in attempts {
        let decision = attempt.await.map_err(|error| Broken(format!("an attempt panicked: {error}")))?;
        match answered(decision)? {
            Decision::Allowed => allowed += 1,
            Decision::Refused { retry_after } => {
                let bearable = !retry_after.is_zero() && retry_after <= rule.window();
                holds(bearable, format!("whoever is refused is told to come back in {retry_after:?}"))?;
            }
        }
    }
    holds(
        allowed == COUNT.get(),
        format!("of {AT_ONCE} attempts at once {allowed} were let through, not {COUNT}"),
    )?;
    let untouched = answered(limiter.attempt(&other, rule).await)?;
    holds(untouched == Decision::Allowed, "what is counted under one key is counted under another")?;
    limiter.clear(&key).await.map_err(unanswered)?;
    let anew = answered(limiter.attempt(&key, rule).await)?;
    holds(anew == Decision::Allowed, "a key that was cleared is still counted")
}

fn fresh_key(name: &str) -> LimitKey {
    LimitKey::new("contract", &[name, &uuid::Uuid::now_v7().to_string()])
}

fn answered(decision: Result<Decision, LimiterError>) -> Result<Decision, Broken> {
    decision.map_err(unanswered)
}

fn unanswered(error: LimiterError) -> Broken {
    Broken(error.to_string())
}
