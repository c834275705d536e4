//! What several instances share beside the database, by the feature `redis`: a Redis or a Valkey.

mod connection;
mod limiter;
mod tokens;

pub use connection::{Redis, RedisError, RedisOptions};
pub use limiter::RedisRateLimiter;
pub use tokens::RedisTokens;
