//! No secret in an answer or a `Debug`. (`logging.rs` looks for them in the log.)

use serde_json::json;

use crate::support::app::SECRET;
use crate::support::log::Log;
use crate::support::{Kind, TestApp};

const CANARY: &str = "hunter2-hunter2-hunter2";

/// HT-04: what was sent is not quoted.
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
    let (_, tokens) = app.signed_in("a@x.org").await;
    for (path, body) in [
        ("/auth/token/login", json!({"username": "a@x.org", "password": {"a": CANARY}})),
        ("/auth/token/login", json!({"username": [CANARY], "password": CANARY})),
        ("/auth/token/login", json!({"username": CANARY, "password": CANARY, CANARY: 1})),
        ("/auth/token/refresh", json!({"refresh_token": [CANARY]})),
        ("/auth/token/refresh", json!({"refresh_token": CANARY})),
        ("/demo/articles", json!({"title": [CANARY]})),
        ("/demo/articles", json!({"title": CANARY, "other": CANARY})),
    ] {
        let request = app.http.post(app.url(path)).bearer_auth(&tokens.access).json(&body);
        let answer = crate::support::Answer::read(request.send().await.unwrap()).await;
        assert!([401, 422].contains(&answer.status), "{body}");
        let text = String::from_utf8_lossy(&answer.bytes);
        // The name of a field that is not known is said, so that it can be found.
        let values = text.replace(&format!(r#""field":"{CANARY}""#), "");
        assert!(!values.contains(CANARY), "{text}");
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
    let pair = app.auth.create_token(&user).await.unwrap();
    let shown = format!("{pair:?}");
    assert!(
        !shown.contains(&pair.access_token) && !shown.contains(pair.refresh_token.as_ref().unwrap()),
        "{shown}"
    );
    let database = fastauth::Database::connect(&app.database.url).await.unwrap();
    assert_eq!(format!("{database:?}"), "Database(Sqlite)");
    let password = fastauth::Password::new(CANARY);
    assert!(!format!("{password:?}").contains(CANARY));
}
