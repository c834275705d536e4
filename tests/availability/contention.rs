//! Changes that the database gives up because others were faster.

use std::time::Duration;

use harness::TestDatabase;
use serde_json::json;

use crate::support::app::{PASSWORD, Tokens};
use crate::support::{Kind, TestApp, options};

/// AV-04: what a serializable database gives up, since a row was changed meanwhile, is tried again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_serialization_failure_is_tried_again() {
    let database = TestDatabase::create(Kind::Postgres).await;
    let url = database.serializable();
    let app = TestApp::start_on(database, &url, options(), |builder, _| builder).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let lock = app.database.begin("UPDATE fastauth_user_sessions SET user_agent = 'changed meanwhile'").await;
    let refresh = async { app.refresh(&tokens.refresh).await };
    let release = async {
        app.database.until_waiting(1).await;
        lock.release().await;
    };
    let (answer, ()) = tokio::join!(refresh, release);
    let next = Tokens::read(&answer.is(200));
    app.get("/demo/user", &next.access).await.is(200);
}

/// AV-04: and so is a deadlock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_tried_again() {
    for kind in [Kind::Postgres, Kind::MariaDb] {
        // PostgreSQL looks for a deadlock once, this long after a wait began: not before there is one.
        let database = TestDatabase::create(kind).await;
        let url = database.url.replace("?options=", "?options=-c%20deadlock_timeout%3D5s%20");
        let app = TestApp::start_on(database, &url, options(), |builder, _| builder).await;
        let (user, tokens) = app.signed_in("a@x.org").await;
        for _ in 0..20 {
            app.auth.create_token(&user).await.unwrap();
        }
        // Whoever has done more goes on, on MariaDB; whoever looks first gives up, on PostgreSQL.
        let patience = if kind == Kind::Postgres { "SET deadlock_timeout = '1h';" } else { "" };
        let mut other = app
            .database
            .begin(&format!("{patience} UPDATE fastauth_user_sessions SET user_agent = 'x'"))
            .await;
        let change = async {
            let body = json!({"current_password": PASSWORD, "new_password": "another horse battery staple"});
            app.send(http::Method::POST, "/auth/change-password", &tokens.access, body).await
        };
        let meet = async {
            // It has the user, and waits for the sessions; now the other way round.
            app.database.until_waiting(1).await;
            other.execute("UPDATE users SET username = username").await;
            other.release().await;
        };
        let (answer, ()) = tokio::join!(change, meet);
        answer.is(204);
        app.get("/demo/user", &tokens.access).await.is(200);
        app.try_login("a@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");
    }
}

/// AV-04: not for ever. Whoever is always second is told to come back, and nothing has changed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_always_written_is_503() {
    let mut options = options();
    options.connect.statement_timeout = Duration::from_secs(2);
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    // Another process, to SQLite: the library's own writers wait for each other before that.
    let writer = app.database.begin("UPDATE users SET username = username").await;
    app.refresh(&tokens.refresh).await.is_problem(503, "unavailable");
    writer.release().await;
    app.refresh(&tokens.refresh).await.is(200);
}
