//! No secret in a log, an answer, or a `Debug`.

use serde_json::json;

use crate::support::app::SECRET;
use crate::support::log::Log;
use crate::support::{Kind, TestApp};

const CANARY: &str = "hunter2-hunter2-hunter2";

/// SC-02, HT-04: every flow at every level, whatever went wrong.
#[tokio::test]
async fn nothing_secret_is_logged() {
    let (log, _capture) = Log::capture();
    let app = TestApp::start(Kind::Sqlite).await;
    app.post("/auth/register", json!({"email": "a@x.org", "password": CANARY})).await.is(201);
    let pair = app.try_login("a@x.org", CANARY).await.is(200).json();
    let (access, refresh) = (pair["access_token"].as_str().unwrap(), pair["refresh_token"].as_str().unwrap());
    app.try_login("a@x.org", &format!("{CANARY}x")).await;
    app.try_login(CANARY, CANARY).await;
    app.post("/auth/register", json!({"email": "b@x.org", "password": {"a": CANARY}})).await.is(422);
    app.post("/auth/register", json!({"email": CANARY, "password": [CANARY]})).await.is(422);
    app.post_bytes("/auth/register", "application/json", format!("{{\"password\": {CANARY}")).await.is(400);
    app.get("/demo/user", access).await.is(200);
    app.get("/demo/admin", access).await.is(403);
    let next = app.refresh(refresh).await.is(200).json();
    app.refresh(refresh).await.is(401);
    app.post_with_token("/auth/token/logout", access).await.is(204);
    app.get("/demo/user", &format!("{access}x")).await.is(401);
    let hash = app.auth.get_user_by_email("a@x.org").await.unwrap().hashed_password;
    let text = log.text();
    assert!(text.contains("registered") && text.contains("logged in"), "the log holds the flows: {text}");
    for secret in [
        CANARY,
        SECRET,
        access,
        access.rsplit('.').next().unwrap(),
        refresh,
        next["refresh_token"].as_str().unwrap(),
        hash.expose(),
        hash.expose().rsplit('$').next().unwrap(),
    ] {
        assert!(!text.contains(secret), "{secret} is in the log:\n{text}");
    }
}

/// HT-04: nor in an answer.
#[tokio::test]
async fn nothing_that_was_sent_comes_back() {
    let app = TestApp::start(Kind::Sqlite).await;
    for body in [
        json!({"email": "a@x.org", "password": [CANARY]}),
        json!({"email": CANARY, "password": {"a": CANARY}}),
        json!({"email": [CANARY], "password": 7, "username": CANARY.repeat(9)}),
    ] {
        let answer = app.post("/auth/register", body).await.is(422);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(CANARY));
    }
}

/// HT-03, HT-09: a database that fails denies, and tells the client nothing of it.
#[tokio::test]
async fn a_failing_database_denies_and_says_nothing() {
    let (log, _capture) = Log::capture();
    let app = TestApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    app.database
        .execute(
            "DROP TABLE fastauth_user_sessions; DROP TABLE user_permission_rel; DROP TABLE role_permission_rel;",
        )
        .await;
    let mut answers = Vec::new();
    for path in ["/users/me", "/demo/user", "/demo/admin", "/demo/report", "/demo/audit"] {
        answers.push(app.get(path, &tokens.access).await);
    }
    answers.push(app.try_login("a@x.org", crate::support::app::PASSWORD).await);
    answers.push(app.refresh(&tokens.refresh).await);
    answers.push(app.post_with_token("/auth/token/logout", &tokens.access).await);
    app.database.execute("PRAGMA foreign_keys = OFF; DROP TABLE users;").await;
    answers.push(app.post("/auth/register", json!({"email": "b@x.org", "password": CANARY})).await);
    answers.push(app.try_login("a@x.org", CANARY).await);
    for answer in answers {
        answer.is_problem(503, "unavailable");
        let text = String::from_utf8_lossy(&answer.bytes).to_lowercase();
        for leak in ["sql", "table", "fastauth_user_sessions", "users", "no such", "diesel", "select"] {
            assert!(!text.contains(leak), "{text}");
        }
    }
    assert!(log.text().contains("no such table"), "the reason is for the log");
}

/// SC-01: what holds a secret does not show it.
#[tokio::test]
async fn debug_shows_no_secret() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (user, _) = app.signed_in("a@x.org").await;
    let shown = format!("{:?} {:?} {:?}", app.auth, user, app.auth.config());
    for secret in [SECRET, user.hashed_password.expose(), "$argon2id$"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let password = fastauth::Password::new(CANARY);
    assert!(!format!("{password:?}").contains(CANARY));
}
