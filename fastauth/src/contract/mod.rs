//! What a [`RateLimiter`](crate::limit::RateLimiter) or a [`TokenStrategy`](crate::token::TokenStrategy) of an application's own must
//! hold, as checks for its tests to call. One that passes them may still be wrong; one that fails is.
//!
//! ```
//! # use std::sync::Arc;
//! # use fastauth::limit::InProcessLimiter;
//! # #[tokio::main]
//! # async fn main() -> Result<(), fastauth::contract::Broken> {
//! let limiter = Arc::new(InProcessLimiter::new(fastauth::Clock::system()));
//! fastauth::contract::rate_limiter(limiter).await
//! # }
//! ```

mod limiter;
mod token_strategy;

pub use limiter::rate_limiter;
pub use token_strategy::token_strategy;

/// What does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(pub(crate) String);

/// Whether something holds.
fn holds(what: bool, otherwise: impl Into<String>) -> Result<(), Broken> {
    if what { Ok(()) } else { Err(Broken(otherwise.into())) }
}
