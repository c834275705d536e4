//! What parts of an application's own must hold: the library's own do, and what does not is found.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastauth::contract;
use fastauth::limit::{Decision, InProcessLimiter, LimitKey, LimitRule, LimiterFuture, RateLimiter};
use fastauth::redis::RedisRateLimiter;
use fastauth::token::{
    AccessClaims, Issued, JwtStrategy, RefreshClaims, Session, TokenFuture, TokenStrategy,
};
use fastauth::{Clock, FastAuthConfig};

use crate::support::app::SECRET;
use crate::support::{Kind, Strategy, TestApp, options};

on_every_strategy! {
    /// CT-12: sessions, with every kind of tokens.
    async fn the_librarys_own_tokens_hold_it(app: TestApp) {
        let user = app.register("a@x.org").await;
        contract::token_strategy(&app.auth, &user).await.unwrap();
    }
}

/// CT-12: the same where there is no leeway.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_hold_it_without_a_leeway() {
    let mut options = options();
    options.config.refresh_leeway = time::Duration::ZERO;
    let app = TestApp::start_as(Kind::Postgres, Strategy::Database, options).await;
    let user = app.register("a@x.org").await;
    contract::token_strategy(&app.auth, &user).await.unwrap();
}

/// CT-12, LG-06: and both limiters.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_librarys_own_limiters_hold_it() {
    contract::rate_limiter(Arc::new(InProcessLimiter::new(Clock::system()))).await.unwrap();
    let redis = crate::support::redis::redis(&harness::server("TEST_REDIS_URL")).await;
    contract::rate_limiter(Arc::new(RedisRateLimiter::new(&redis))).await.unwrap();
}

/// One that looks first, and counts then.
#[derive(Default)]
struct Racy(Mutex<HashMap<String, u32>>);

impl RateLimiter for Racy {
    fn attempt<'a>(&'a self, key: &'a LimitKey, rule: LimitRule) -> LimiterFuture<'a, Decision> {
        Box::pin(async move {
            let before = self.0.lock().unwrap().get(&key.to_string()).copied().unwrap_or(0);
            tokio::task::yield_now().await;
            if before >= NonZeroU32::get(rule.count()) {
                return Ok(Decision::Refused { retry_after: Duration::from_secs(1) });
            }
            self.0.lock().unwrap().insert(key.to_string(), before + 1);
            Ok(Decision::Allowed)
        })
    }

    fn clear<'a>(&'a self, key: &'a LimitKey) -> LimiterFuture<'a, ()> {
        self.0.lock().unwrap().remove(&key.to_string());
        Box::pin(std::future::ready(Ok(())))
    }
}

/// CT-12.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_racy_limiter_does_not() {
    let broken = contract::rate_limiter(Arc::new(Racy::default())).await.unwrap_err().to_string();
    assert!(broken.starts_with("of 200 attempts at once "), "{broken}");
}

/// JWTs, but each with a number of its own.
struct Restless(JwtStrategy);

impl TokenStrategy for Restless {
    fn issue<'a>(&'a self, session: &'a Session) -> TokenFuture<'a, Issued> {
        Box::pin(async move {
            let mut other = session.clone();
            other.options = other.options.claim("number", uuid::Uuid::now_v7().to_string());
            self.0.issue(&other).await
        })
    }

    fn read_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        self.0.read_access(token)
    }

    fn read_expired_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        self.0.read_expired_access(token)
    }

    fn read_refresh<'a>(&'a self, token: &'a str) -> TokenFuture<'a, RefreshClaims> {
        self.0.read_refresh(token)
    }
}

/// CT-12: one that makes other tokens for the same step gives two pages of one browser two answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strategy_of_two_answers_does_not() {
    let app = TestApp::start_built(Kind::Sqlite, options(), |builder, clock| {
        let config = FastAuthConfig::new(SECRET);
        builder.token_strategy(Restless(JwtStrategy::new(&config, "users", clock).unwrap()))
    })
    .await;
    let user = app.register("a@x.org").await;
    let broken = contract::token_strategy(&app.auth, &user).await.unwrap_err().to_string();
    assert!(broken.starts_with("50 refreshes of one token at once made "), "{broken}");
}
