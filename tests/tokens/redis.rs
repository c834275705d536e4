//! Tokens in Redis: what is kept there, for how long, and what happens where nobody answers.

use std::time::Duration;

use fastauth::redis::{Redis, RedisOptions, RedisTokens};
use futures_util::StreamExt;
use harness::{OwnRedis, Proxy, Wire};
use redis::AsyncCommands;

use crate::support::app::{PASSWORD, Tokens};
use crate::support::database::TestDatabase;
use crate::support::log::Log;
use crate::support::{Kind, Strategy, TestApp, options};

async fn connection() -> redis::aio::MultiplexedConnection {
    crate::support::redis::connection(&harness::server("TEST_REDIS_URL")).await
}

/// Each key below a prefix, what it holds, and how long it lasts, in milliseconds.
pub async fn everything(prefix: &str) -> Vec<(String, String, i64)> {
    let mut connection = connection().await;
    let keys: Vec<String> = connection
        .clone()
        .scan_match(format!("{prefix}*"))
        .await
        .unwrap()
        .map(Result::unwrap)
        .collect()
        .await;
    let mut found = Vec::new();
    for key in keys {
        let values: Vec<String> = connection.hvals(&key).await.unwrap();
        let lasts: i64 = redis::cmd("PTTL").arg(&key).query_async(&mut connection).await.unwrap();
        found.push((key, values.concat(), lasts));
    }
    found
}

/// SS-16: everything expires by itself, and a session that its user ends is forgotten at once.
#[tokio::test]
async fn what_is_kept_expires() {
    let app = TestApp::start_as(Kind::Sqlite, Strategy::Redis, options()).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let mut refresh = tokens.refresh.clone();
    for _ in 0..4 {
        refresh = Tokens::read(&app.refresh(&refresh).await.is(200)).refresh;
    }
    let prefix = app.redis_prefix.as_deref().unwrap();
    let kept = everything(prefix).await;
    assert_eq!(kept.len(), 1, "two access tokens of one session: {kept:?}");
    assert!(kept.iter().all(|(_, _, lasts)| (1..=900_000).contains(lasts)), "{kept:?}");
    let newest = app.login("a@x.org").await;
    app.post_with_token("/auth/token/logout", &newest.access).await.is(204);
    app.get("/demo/token", &newest.access).await.is_problem(401, "invalid_token");
    // Of a session that has ended, that it has: for as long as a token could be stored late.
    let kept = everything(prefix).await;
    assert_eq!(kept.iter().filter(|(_, text, _)| text == "ended").count(), 1, "{kept:?}");
    assert!(kept.iter().all(|(_, _, lasts)| (1..=900_000).contains(lasts)), "{kept:?}");
}

/// A Redis that has forgotten everything ends no session: its clients refresh.
#[tokio::test]
async fn a_redis_that_forgets_ends_no_session() {
    let app = TestApp::start_as(Kind::Sqlite, Strategy::Redis, options()).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let mut connection = connection().await;
    for (key, ..) in everything(app.redis_prefix.as_deref().unwrap()).await {
        let _: () = connection.del(key).await.unwrap();
    }
    app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
    let next = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
    app.get("/demo/user", &next.access).await.is(200);
    app.get("/demo/token", &next.access).await.is(200);
}

/// Two services in one Redis, though nobody gave them prefixes of their own: a token of one is none of the other.
#[tokio::test]
async fn another_service_in_the_same_redis_has_its_own_tokens() {
    let app = TestApp::start_as(Kind::Sqlite, Strategy::Redis, options()).await;
    let other = TestDatabase::create(Kind::Sqlite).await;
    let mut config = options().config;
    config.secret = fastauth::Secret::new("mZq4t7w!z%C*F-JaNdRgUkXp2r5u8x/A");
    let there = app.beside_with(&other.url, Strategy::Redis, time::Duration::ZERO, config).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    app.get("/demo/token", &tokens.access).await.is(200);
    there.get("/demo/token", &tokens.access).await.is_problem(401, "invalid_token");
    there.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
}

/// By TLS, with a password; and nobody is believed whose certificate no authority has signed.
#[tokio::test]
async fn redis_is_reached_by_tls() {
    let url = harness::server("TEST_REDIS_TLS_URL");
    let root = std::fs::read(harness::server("TEST_REDIS_ROOT")).unwrap();
    let mut options = RedisOptions::default();
    let stranger = Redis::connect_with(&url, options.clone()).await;
    assert!(stranger.is_err(), "a certificate of nobody's was believed");
    options.root_certificate = Some(root);
    Redis::connect_with(&url, options.clone()).await.unwrap();
    let wrong = url.replace("fastauth-test", "wrong");
    let refused = Redis::connect_with(&wrong, options).await.unwrap_err().to_string();
    assert!(!refused.contains("wrong@") && !refused.contains(":wrong"), "{refused}");
}

/// SS-16: a server that may forget is warned of.
#[tokio::test]
async fn a_redis_that_may_forget_is_warned_of() {
    for (policy, warned) in [("allkeys-lru", true), ("noeviction", false)] {
        let own = OwnRedis::start(&["--maxmemory-policy", policy]).await;
        let (log, guard) = Log::capture();
        crate::support::redis::redis(&own.url).await;
        drop(guard);
        assert_eq!(log.text().contains("noeviction"), warned, "{}", log.text());
    }
}

/// SS-16, HT-09: nobody comes in while Redis does not answer, each is told within the limit, the log says why, and
/// nothing has to be started anew.
#[tokio::test]
async fn a_redis_that_is_gone_is_503_and_comes_back() {
    let mut own = OwnRedis::start(&[]).await;
    let (proxy, url) = Proxy::before(&own.url).await;
    let mut patience = RedisOptions::default();
    patience.timeout = Duration::from_secs(4);
    let redis = Redis::connect_with(&url, patience).await.unwrap();
    let app = TestApp::start_built(Kind::Sqlite, options(), |builder, _| {
        builder.token_strategy(RedisTokens::new(&redis))
    })
    .await;
    let (_, mut tokens) = app.signed_in("a@x.org").await;
    for outage in ["killed", "cut", "silent"] {
        match outage {
            "killed" => own.kill().await,
            "cut" => proxy.set(Wire::Cut).await,
            _ => proxy.set(Wire::Silent).await,
        }
        let (log, guard) = Log::capture();
        let answers = [
            app.get("/demo/user", &tokens.access).await,
            app.get("/demo/token", &tokens.access).await,
            app.refresh(&tokens.refresh).await,
            app.try_login("a@x.org", PASSWORD).await,
        ];
        drop(guard);
        for answer in answers {
            answer.is_problem(503, "unavailable");
            assert!(!String::from_utf8_lossy(&answer.bytes).to_lowercase().contains("redis"));
        }
        assert!(log.text().contains("Redis"), "{outage}: {}", log.text());
        app.get_as_stranger("/demo/public").await.is(200);
        proxy.set(Wire::Whole).await;
        if outage == "killed" {
            own.restart().await;
        }
        // The first to come finds the broken connection.
        while app.get("/demo/token", &tokens.access).await.status == 503 {}
        tokens = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
        app.get("/demo/user", &tokens.access).await.is(200);
        app.get("/demo/token", &tokens.access).await.is(200);
    }
}

/// With tokens in Redis, a guard costs one command there, and the one statement.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_up_in_redis_is_one_command() {
    let app = TestApp::start_as(Kind::Sqlite, Strategy::Redis, options()).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let client = redis::Client::open(harness::server("TEST_REDIS_URL")).unwrap();
    let mut echo = connection().await;
    let monitor = client.get_async_monitor().await.unwrap();
    let mut seen = monitor.into_on_message::<String>();
    for path in ["/demo/token", "/demo/user", "/users/me"] {
        app.get(path, &tokens.access).await.is(200);
        let mark = uuid::Uuid::now_v7().to_string();
        let _: String = redis::cmd("ECHO").arg(&mark).query_async(&mut echo).await.unwrap();
        let mut commands = Vec::new();
        loop {
            let line = seen.next().await.unwrap();
            if line.contains(&mark) {
                break;
            }
            if app.redis_prefix.as_ref().is_some_and(|prefix| line.contains(prefix)) {
                commands.push(line);
            }
        }
        assert_eq!(commands.len(), 1, "{path}: {commands:#?}");
        assert!(commands[0].contains("HVALS"), "{commands:?}");
    }
}
