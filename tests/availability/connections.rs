//! Connections that die, and databases that do not answer.

use std::time::Duration;

use fastauth::ConnectOptions;
use harness::{Proxy, Wire};

use crate::support::app::{PASSWORD, Tokens};
use crate::support::database::TestDatabase;
use crate::support::log::Log;
use crate::support::{Kind, TestApp, options};

/// What a database is waited for. Long enough for one that works on a machine that does something else, too.
const LIMIT: Duration = Duration::from_secs(4);

/// The pool does not ask a connection whether it lives each time: a read that meets a dead one is
/// made again on a new one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_connection_is_replaced() {
    for kind in [Kind::Postgres, Kind::MariaDb] {
        let app = TestApp::start(kind).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        for round in 0..3 {
            app.get("/demo/user", &tokens.access).await.is(200);
            app.database.kill_connections().await;
            app.get("/demo/user", &tokens.access).await.is(200);
            assert_eq!(app.get("/users/me", &tokens.access).await.status, 200, "{kind:?}, round {round}");
        }
    }
}

/// A database that cannot be used is told at the start, not to the first client.
#[tokio::test]
async fn a_database_that_is_not_there_is_told_at_the_start() {
    use fastauth::{Database, StoreError};
    let directory = tempfile::tempdir().unwrap();
    let postgres = TestDatabase::create(Kind::Postgres).await.url;
    let mariadb = TestDatabase::create(Kind::MariaDb).await.url;
    let nobody = |url: &str| {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (_, place) = rest.split_once('@').unwrap_or(("", rest));
        format!("{scheme}://nobody:wrong@{place}")
    };
    for url in [
        format!("sqlite://{}/missing/test.db", directory.path().display()),
        nobody(&postgres),
        nobody(&mariadb),
        "postgres://localhost:1/nothing".to_owned(),
        "mysql://localhost:1/nothing".to_owned(),
        "oracle://localhost/nothing".to_owned(),
    ] {
        let connected = Database::connect(&url).await;
        assert!(matches!(connected, Err(StoreError::Unavailable(_))), "{url}: {connected:?}");
        let text = connected.unwrap_err().to_string();
        assert!(!text.contains("wrong"), "a password in {text}");
    }
}

/// AV-03: a pool that is exhausted answers within its limit, with 503; and recovers by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_table_is_503_within_the_limit() {
    for kind in [Kind::Postgres, Kind::MariaDb] {
        let mut options = options();
        let mut connect = ConnectOptions::default().pool_size(2);
        connect.acquire_timeout = LIMIT;
        connect.statement_timeout = LIMIT;
        options.connect = connect;
        let app = TestApp::start_with(kind, options).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let lock = app.database.lock_sessions().await;
        let requests = (0..6).map(|_| app.get("/demo/user", &tokens.access));
        for answer in futures_util::future::join_all(requests).await {
            answer.is_problem(503, "unavailable");
        }
        app.get("/demo/token", &tokens.access).await.is(200);
        lock.release().await;
        app.get("/demo/user", &tokens.access).await.is(200);
    }
}

/// RG-05: a MySQL server whose sessions cut what is too long is refused at the start.
#[tokio::test]
async fn a_server_outside_strict_mode_is_refused() {
    let database = TestDatabase::create(Kind::MariaDb).await;
    // What is run at each connection, but for those of an administrator: of this user's only, here.
    database
        .execute(
            "CREATE USER IF NOT EXISTS lenient@'%' IDENTIFIED BY 'lenient'; GRANT ALL ON *.* TO lenient@'%'; \
             REVOKE SUPER, CONNECTION ADMIN ON *.* FROM lenient@'%'; SET GLOBAL init_connect = \"SET sql_mode = ''\"",
        )
        .await;
    let (_, place) = database.url.split_once('@').unwrap();
    let refused = fastauth::Database::connect(&format!("mysql://lenient:lenient@{place}")).await;
    let text = refused.unwrap_err().to_string();
    assert!(text.contains("sql_mode") && text.contains("STRICT_TRANS_TABLES"), "{text}");
    fastauth::Database::connect(&database.url).await.unwrap();
}

/// AV-03: a server that takes the connection and says nothing is given up, at the start and later.
#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let silent = tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await.unwrap());
        }
    });
    let options = ConnectOptions::default().acquire_timeout(Duration::from_millis(200));
    for url in [format!("postgres://x@{address}/x"), format!("mysql://x@{address}/x")] {
        let refused = fastauth::Database::connect_with(&url, options.clone()).await;
        assert!(refused.is_err(), "{url}");
    }
    silent.abort();
}

/// Writers of SQLite that wait for another keep no reader out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_file_can_be_read() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let other = app.login("a@x.org").await;
    let writer = app.database.begin("UPDATE users SET username = username").await;
    let logouts = futures_util::future::join_all(
        (0..16).map(|_| app.post_with_token("/auth/token/logout", &other.access)),
    );
    let reads = async {
        for _ in 0..20 {
            app.get("/demo/user", &tokens.access).await.is(200);
        }
        writer.release().await;
    };
    let (answers, ()) = tokio::join!(logouts, reads);
    assert!(answers.iter().any(|answer| answer.status == 204));
}

/// AV-03, HT-09: a server that goes away, or falls silent, is 503 within the limit, with the reason in the log; and once it
/// is back nothing has to be started anew.
#[tokio::test]
async fn a_server_that_is_gone_is_503_and_comes_back() {
    for kind in [Kind::Postgres, Kind::MariaDb] {
        let database = TestDatabase::create(kind).await;
        let (proxy, url) = Proxy::before(&database.url).await;
        let mut options = options();
        options.connect.acquire_timeout = LIMIT;
        options.connect.statement_timeout = LIMIT;
        let app = TestApp::start_on(database, &url, options, |builder, _| builder).await;
        let (_, mut tokens) = app.signed_in("a@x.org").await;
        for outage in [Wire::Cut, Wire::Silent] {
            proxy.set(outage).await;
            let (log, guard) = Log::capture();
            for answer in [
                app.get("/demo/user", &tokens.access).await,
                app.refresh(&tokens.refresh).await,
                app.try_login("a@x.org", PASSWORD).await,
                app.post_with_token("/auth/token/logout", &tokens.access).await,
            ] {
                answer.is_problem(503, "unavailable");
            }
            drop(guard);
            assert!(log.text().contains("the database gave no answer"), "{kind:?}: {}", log.text());
            app.get("/demo/token", &tokens.access).await.is(200);
            proxy.set(Wire::Whole).await;
            while app.get("/demo/user", &tokens.access).await.status == 503 {}
            tokens = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
            app.get("/demo/user", &tokens.access).await.is(200);
        }
    }
}
