//! The Redis of the tests, waited for as long as a busy machine needs.

use fastauth::redis::{Redis, RedisOptions};
use harness::PATIENCE;
use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;

/// For the library.
pub async fn redis(url: &str) -> Redis {
    let mut options = RedisOptions::default();
    options.timeout = PATIENCE;
    Redis::connect_with(url, options).await.unwrap()
}

/// For a test's own commands.
pub async fn connection(url: &str) -> MultiplexedConnection {
    let patience = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(PATIENCE))
        .set_response_timeout(Some(PATIENCE));
    let client = redis::Client::open(url).unwrap();
    client.get_multiplexed_async_connection_with_config(&patience).await.unwrap()
}
