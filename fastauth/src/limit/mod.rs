//! How often: what may be tried how many times, by whom, and who counts. No HTTP, no SQL.

mod address;
mod in_process;
mod key;
mod limiter;
mod rate;
mod rule;

pub(crate) use address::address_bucket;
pub use in_process::InProcessLimiter;
pub use key::LimitKey;
pub use limiter::{Decision, LimiterError, LimiterFuture, RateLimiter};
pub use rate::{RateLimit, RateLimits};
pub use rule::LimitRule;
