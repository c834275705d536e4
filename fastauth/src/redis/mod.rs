//! What several instances share beside the database, by the feature `redis`: a Redis or a Valkey.

mod connection;
mod limiter;

pub use connection::{Redis, RedisError, RedisOptions};
pub use limiter::RedisRateLimiter;
