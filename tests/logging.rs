//! No secret in the log of a process, at any level, whoever writes it: fastauth, Diesel, hyper or a driver.
//!
//! A program of its own, since what threads and libraries log goes to the one subscriber of the process.

#[path = "support/mod.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "shared with the other tests")]
mod support;

use fastauth::Database;
use serde_json::json;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Registry, fmt, reload};

use support::app::{SECRET, Tokens};
use support::log::Log;
use support::{Kind, TestApp};

const CANARY: &str = "hunter2-hunter2-hunter2";

/// As a driver that shows bytes would print it.
fn as_numbers(secret: &str) -> String {
    let numbers: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
    numbers.join(", ")
}

/// Every flow, right and wrong; and what must not be in the log after it.
async fn secrets_of_every_flow(app: &TestApp) -> Vec<String> {
    app.post("/auth/register", json!({"email": "a@x.org", "password": CANARY})).await.is(201);
    let tokens = Tokens::read(&app.try_login("a@x.org", CANARY).await.is(200));
    app.try_login("a@x.org", &format!("{CANARY}x")).await;
    app.try_login(CANARY, CANARY).await;
    app.post("/auth/register", json!({"email": "b@x.org", "password": {"a": CANARY}})).await.is(422);
    app.post("/auth/register", json!({"email": CANARY, "password": [CANARY]})).await.is(422);
    app.post_bytes("/auth/register", "application/json", format!("{{\"password\": {CANARY}")).await.is(400);
    app.get("/demo/user", &tokens.access).await.is(200);
    app.get("/demo/admin", &tokens.access).await.is(403);
    let next = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
    app.refresh(&tokens.refresh).await.is(401);
    app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
    app.get("/demo/user", &format!("{}x", tokens.access)).await.is(401);
    let hash = app.auth.get_user_by_email("a@x.org").await.unwrap().hashed_password;
    let tag = hash.expose().rsplit('$').next().unwrap().to_owned();
    let signature = tokens.access.rsplit('.').next().unwrap().to_owned();
    vec![CANARY.to_owned(), SECRET.to_owned(), signature, tokens.access, tokens.refresh, next.refresh, tag]
}

/// SC-02, HT-04: on each database, and with the words that warn of the one driver that would tell.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_secret_is_logged() {
    let log = Log::default();
    let (filter, everything) = reload::Layer::new(EnvFilter::new("trace"));
    let layer = fmt::layer().with_ansi(false).with_writer(log.clone());
    tracing::subscriber::set_global_default(Registry::default().with(filter).with(layer)).unwrap();
    tracing_log::LogTracer::init().unwrap();

    let postgres = support::database::TestDatabase::create(Kind::Postgres).await;
    const WARNING: &str = "`tokio_postgres` logs the values of every statement";
    Database::connect(&postgres.url).await.unwrap();
    assert!(log.text().contains(WARNING), "who lets it tell is warned");
    log.clear();
    everything.reload("trace,tokio_postgres=info").unwrap();
    Database::connect(&postgres.url).await.unwrap();
    assert!(!log.text().contains(WARNING));

    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let app = TestApp::start(kind).await;
        let secrets = secrets_of_every_flow(&app).await;
        let text = log.text();
        assert!(
            text.contains("registered") && text.contains("logged in") && text.contains("hyper"),
            "{kind:?}"
        );
        for secret in secrets {
            for written in [secret.clone(), as_numbers(&secret)] {
                if let Some(at) = text.find(&written) {
                    let line = text[..at].rfind('\n').map_or(0, |line| line + 1);
                    panic!("{kind:?}: a secret in the log: {}", &text[line..at]);
                }
            }
        }
        log.clear();
    }
}
