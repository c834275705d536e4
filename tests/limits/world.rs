//! The demo with limits, whoever counts.

use std::ops::Deref;
use std::time::Duration;

use demo::mailbox::Mailbox;
use demo::models::User;
use demo::routes::{App, Articles};
use fastauth::FastAuth;
use fastauth::limit::{RateLimit, RateLimits};
use fastauth::redis::{Redis, RedisRateLimiter};
use harness::{Client, server};
use redis::aio::MultiplexedConnection;
use serde_json::json;
use time::Duration as Span;
use uuid::Uuid;

use crate::support::app::Options;
use crate::support::app::serve;
use crate::support::redis::{connection, redis};
use crate::support::{Answer, Kind, TestApp, options};

pub const WRONG: &str = "another long password";

/// Each story a test with the limiter of the process, and one with that in Redis.
macro_rules! with_each_limiter {
    ($($(#[$doc:meta])* async fn $name:ident($counter:ident: Counter) $body:block)*) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            use crate::limits::world::Counter;

            async fn story($counter: Counter) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_process() {
                story(Counter::InProcess).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_redis() {
                story(Counter::InRedis).await;
            }
        }
    )*};
}

/// Who counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    InProcess,
    InRedis,
}

impl Counter {
    /// The demo behind one proxy, with these limits and no others.
    pub async fn start(self, limit: impl FnOnce(&mut RateLimits)) -> World {
        let mut options = options();
        limit(&mut options.config.limits);
        self.start_with(options).await
    }

    /// The same, with the defaults.
    pub async fn start_with_defaults(self) -> World {
        self.start(|limits| *limits = RateLimits::default()).await
    }

    pub async fn start_with(self, mut options: Options) -> World {
        options.config.trusted_proxies = 1;
        let keys = match self {
            Self::InProcess => None,
            Self::InRedis => Some(Keys::connect().await),
        };
        let limiter = keys.as_ref().map(Keys::limiter);
        let app = TestApp::start_built(Kind::Sqlite, options, |builder, _| match limiter {
            Some(limiter) => builder.rate_limiter(limiter),
            None => builder,
        })
        .await;
        World { app, keys }
    }
}

/// The demo, and a way to let time pass wherever attempts are counted.
pub struct World {
    pub app: TestApp,
    pub keys: Option<Keys>,
}

impl Deref for World {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl World {
    pub async fn advance(&self, by: Span) {
        self.clock.advance(by);
        if let Some(keys) = &self.keys {
            keys.advance(by.unsigned_abs()).await;
        }
    }

    /// So many hashes were computed.
    pub fn hashes(&self) -> u64 {
        self.auth.hasher().computed()
    }
}

/// What Redis holds for one test.
#[derive(Clone)]
pub struct Keys {
    redis: Redis,
    connection: MultiplexedConnection,
    prefix: String,
}

impl Keys {
    pub async fn connect() -> Self {
        let url = server("TEST_REDIS_URL");
        let (redis, connection) = (redis(&url).await, connection(&url).await);
        Self { redis, connection, prefix: format!("test:{}:", Uuid::now_v7().simple()) }
    }

    pub fn limiter(&self) -> RedisRateLimiter {
        RedisRateLimiter::new(&self.redis).prefix(&self.prefix)
    }

    /// Each key, and how long it stays, in milliseconds.
    pub async fn all(&self) -> Vec<(String, i64)> {
        let mut connection = self.connection.clone();
        let pattern = format!("{}*", self.prefix);
        let keys: Vec<String> = redis::cmd("KEYS").arg(pattern).query_async(&mut connection).await.unwrap();
        let mut all = Vec::new();
        for key in keys {
            let left = redis::cmd("PTTL").arg(&key).query_async(&mut connection).await.unwrap();
            all.push((key, left));
        }
        all
    }

    /// The server's clock is nobody's to set: every moment that it keeps is set back in its place.
    pub async fn advance(&self, by: Duration) {
        let mut connection = self.connection.clone();
        for (key, left) in self.all().await {
            let (milliseconds, microseconds) = (by.as_millis() as i64, by.as_micros() as i64);
            let mut shift = redis::pipe();
            shift.cmd("HINCRBYFLOAT").arg(&key).arg("full").arg(-microseconds).ignore();
            shift.cmd("PEXPIRE").arg(&key).arg(left - milliseconds).ignore();
            shift.query_async::<()>(&mut connection).await.unwrap();
        }
    }
}

/// The demo on any database, behind one proxy, with room for three wrong passwords at an account.
pub struct Limited(TestApp);

impl Deref for Limited {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.0
    }
}

impl Limited {
    pub async fn start(kind: Kind) -> Self {
        let mut options = options();
        options.config.limits.login_per_account = RateLimit::new(3, Span::minutes(15));
        options.config.trusted_proxies = 1;
        Self(TestApp::start_with(kind, options).await)
    }
}

/// A request by way of the proxy, which saw this address.
pub async fn post_from(client: &Client, address: &str, path: &str, body: serde_json::Value) -> Answer {
    let request = client.http.post(client.url(path)).header("x-forwarded-for", address).json(&body);
    Answer::read(request.send().await.unwrap()).await
}

pub async fn login_from(client: &Client, address: &str, login: &str, password: &str) -> Answer {
    post_from(client, address, "/auth/token/login", json!({"username": login, "password": password})).await
}

/// The answer is 429, and says when: within the window.
#[track_caller]
pub fn is_too_many(answer: &Answer, window: Span) {
    answer.is_problem(429, "too_many_requests");
    let seconds: i64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=window.whole_seconds()).contains(&seconds), "{seconds}");
}

/// The demo's routes over a handle, served.
pub async fn served(auth: FastAuth<User>) -> Client {
    Client::new(serve(router(auth)).await)
}

pub fn router(auth: FastAuth<User>) -> axum::Router {
    let state = App { auth: auth.clone(), articles: Articles::default(), mailbox: Mailbox::closed() };
    demo::routes::router(&auth).with_state(state)
}
