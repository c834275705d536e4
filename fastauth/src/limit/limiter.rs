//! Who counts.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::{LimitKey, LimitRule};

/// What a limiter's method returns.
pub type LimiterFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, LimiterError>> + Send + 'a>>;

/// Counts attempts: in this process ([`InProcessLimiter`](super::InProcessLimiter), the default), in Redis, or
/// wherever an application does.
///
/// An error is a refusal: whatever was to be limited is answered 503, before a password is hashed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no rate limiter",
    label = "expected a type that implements `RateLimiter`",
    note = "attempts are counted in the process where none is given"
)]
pub trait RateLimiter: Send + Sync + 'static {
    /// Whether one more attempt is let through; if it is, it has been counted. Both are one step: of any number of
    /// attempts at once, no more are let through than the rule allows. What is refused is not counted.
    ///
    /// Where [`LimitRule::grows`], an attempt takes [`LimitRule::cost`] cells of the bucket, by how many were let through since
    /// it was empty; after [`LimitRule::forgets_after`] nothing has to be remembered.
    fn attempt<'a>(&'a self, key: &'a LimitKey, rule: LimitRule) -> LimiterFuture<'a, Decision>;

    /// Forgets everything that was counted under a key: whoever it was has shown who they are.
    fn clear<'a>(&'a self, key: &'a LimitKey) -> LimiterFuture<'a, ()>;
}

/// One that is used elsewhere, too.
impl<L: RateLimiter + ?Sized> RateLimiter for std::sync::Arc<L> {
    fn attempt<'a>(&'a self, key: &'a LimitKey, rule: LimitRule) -> LimiterFuture<'a, Decision> {
        (**self).attempt(key, rule)
    }

    fn clear<'a>(&'a self, key: &'a LimitKey) -> LimiterFuture<'a, ()> {
        (**self).clear(key)
    }
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// It is let through, and counted.
    Allowed,
    /// It is not.
    Refused {
        /// When one will be, if nobody else tries meanwhile: never later than in one window.
        retry_after: Duration,
    },
}

/// A limiter gave no answer. The text is for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the rate limiter gave no answer: {0}")]
pub struct LimiterError(pub String);
