//! Password hashing is off the runtime, and bounded.

use std::time::{Duration, Instant};

use fastauth::credential::{HashLimits, PasswordHash};
use fastauth::model::Changes;
use futures_util::future::join_all;

use crate::support::app::PASSWORD;
use crate::support::{Kind, TestApp, options};

/// AV-01: however many log in at once, no more hashes are computed at a time than were asked for, and
/// who would wait too long is told so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_503() {
    let mut options = options();
    options.config.hash_limits = HashLimits { concurrency: 1, queue: 4, wait: harness::PATIENCE };
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    app.register("a@x.org").await;
    let answers = join_all((0..64).map(|_| app.try_login("a@x.org", PASSWORD))).await;
    let (served, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert!(served.len() >= 5, "those who found a place are served: {}", served.len());
    assert!(!refused.is_empty(), "64 do not fit where 5 do");
    for answer in refused {
        answer.is_problem(503, "busy");
    }
    app.login("a@x.org").await;
}

/// AV-01: who has waited for too long is told so, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_wait_is_503() {
    let mut options = options();
    options.config.hash_limits = HashLimits { concurrency: 1, queue: 64, wait: Duration::ZERO };
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let answers = join_all((0..32).map(|_| app.try_login("nobody", PASSWORD))).await;
    assert!(answers.iter().any(|answer| answer.status == 503));
    for answer in answers.iter().filter(|answer| answer.status != 503) {
        answer.is_problem(401, "invalid_credentials");
    }
}

/// Hashing is off the async threads: on a runtime with a single one, a guarded request is answered
/// while a login that came before it is still being hashed.
///
/// AV-02: with one connection: the login holds none while it hashes.
#[tokio::test]
async fn a_guarded_request_overtakes_a_login() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let mut options = options();
        options.connect = options.connect.pool_size(1);
        overtake(TestApp::start_with(kind, options).await).await;
    }
}

async fn overtake(app: TestApp) {
    let user = app.register("a@x.org").await;
    let (_, tokens) = app.signed_in("b@x.org").await;
    // Slow enough to be overtaken on any machine: bcrypt at cost 14 takes a second.
    let slow = PasswordHash::from_stored(bcrypt::hash("slow", 4).unwrap().replacen("$04$", "$14$", 1));
    app.auth
        .update_user(user.id, Changes { hashed_password: Some(slow), ..Changes::default() })
        .await
        .unwrap();
    let login = app.try_login("a@x.org", PASSWORD);
    let guarded = async {
        // The login is under way: its hash is counted once it is computed, so wait for its lookup.
        for _ in 0..20 {
            app.get("/demo/user", &tokens.access).await.is(200);
        }
        Instant::now()
    };
    let login = async { (login.await, Instant::now()) };
    let ((answer, logged_in), guarded) = tokio::join!(login, guarded);
    answer.is_problem(401, "invalid_credentials");
    assert!(guarded < logged_in, "twenty guarded requests waited for one login");
}

/// AV-02: no connection is held while a password is hashed: with a pool of one, everything goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_is_enough() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let mut options = options();
        options.connect = options.connect.pool_size(1);
        let app = TestApp::start_with(kind, options).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let logins = join_all((0..8).map(|_| app.try_login("a@x.org", PASSWORD)));
        let guarded = join_all((0..32).map(|_| app.get("/demo/report", &tokens.access)));
        let (logins, guarded) = tokio::join!(logins, guarded);
        assert!(logins.iter().all(|answer| answer.status == 200), "{kind:?}");
        assert!(guarded.iter().all(|answer| answer.status == 403), "{kind:?}");
    }
}

/// AV-01: a thousand logins cost the memory of the hashes that are computed at once, and no more.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_logins_cost_the_memory_of_a_few() {
    use crate::support::demo::Process;
    const CONCURRENCY: u64 = 2;
    let database = crate::support::database::TestDatabase::create(Kind::Sqlite).await;
    let variables = [("FASTAUTH_HASH_CONCURRENCY", "2"), ("FASTAUTH_HASH_QUEUE", "16")];
    let process = Process::start_with(&database, &variables).await;
    let http = reqwest::Client::new();
    let login = serde_json::json!({"username": "nobody@x.org", "password": PASSWORD});
    let send = || http.post(format!("{}/auth/token/login", process.base)).json(&login).send();
    send().await.unwrap();
    let at_rest = process.peak_memory_kib();
    let mut statuses = Vec::new();
    for _ in 0..10 {
        for answer in join_all((0..100).map(|_| send())).await {
            statuses.push(answer.unwrap().status().as_u16());
        }
    }
    assert!(statuses.iter().all(|status| [401, 503].contains(status)));
    assert!(statuses.contains(&401) && statuses.contains(&503), "some are served, and some do not fit");
    let grown = process.peak_memory_kib() - at_rest;
    // One hash was computed before; 100 connections take their share.
    assert!(grown <= (CONCURRENCY - 1) * 19_456 + 20_480, "grew by {grown} KiB");
}
