//! Where events go: the hook, the log and the table are told the same.

use axum::extract::FromRef;
use demo::models::User;
use fastauth::events::SecurityEventKind;
use fastauth::prelude::*;
use fastauth::routing::post;
use http::Method;
use serde_json::json;
use time::Duration;

use super::watcher::{Records, Watcher, audited, row, stored, watched};
use crate::models::KINDS;
use crate::support::app::{PASSWORD, serve};
use crate::support::{Kind, TestApp, options};

/// SC-03: all three have every event, each with the same content.
#[tokio::test]
async fn hook_log_and_table_are_told_the_same() {
    for kind in KINDS {
        let (records, _capture) = Records::capture();
        let (app, watcher) = watched(kind).await;
        let (_, admin) = app.admin().await;
        let (user, tokens) = app.signed_in("a@x.org").await;
        app.try_login("a@x.org", "another long password").await.is(401);
        app.try_login("nobody@x.org", PASSWORD).await.is(401);
        app.refresh(&tokens.refresh).await.is(200);
        app.clock.advance(Duration::seconds(11));
        app.refresh(&tokens.refresh).await.is(401);
        app.send(
            Method::POST,
            "/roles",
            &admin,
            json!({"codename": "Editor", "permissions": ["audit:read"]}),
        )
        .await
        .is(201);
        app.send(Method::PATCH, &format!("/users/{}", user.id), &admin, json!({"role": "Editor"}))
            .await
            .is(200);
        app.delete(&format!("/users/{}", user.id), &admin).await.is(204);

        let mut told: Vec<_> = watcher.take(&app).await.iter().map(row).collect();
        let mut logged = records.take();
        for record in &mut logged {
            let (level, message) = (record.remove("level").unwrap(), record.remove("message").unwrap());
            let alarming = SecurityEventKind::ALL
                .iter()
                .find(|kind| kind.name() == record["kind"])
                .unwrap()
                .is_alarming();
            assert_eq!(
                (level.as_str(), message.as_str()),
                (if alarming { "WARN" } else { "INFO" }, "security event")
            );
        }
        told.sort_by_key(|event| event["id"].clone());
        logged.sort_by_key(|event| event["id"].clone());
        assert_eq!(told.len(), 12, "{kind:?}: {told:#?}");
        assert_eq!(logged, told, "{kind:?}");
        assert_eq!(stored(&app).await, told, "{kind:?}: it outlives its user");
    }
}

/// SC-03: the library makes and fills the table where it is asked to, and nowhere else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_is_there_where_it_is_asked_for() {
    for kind in KINDS {
        let app = TestApp::start(kind).await;
        assert!(!app.auth.table_definitions().iter().any(|statement| statement.contains("_events")));
        app.signed_in("a@x.org").await;
        let app = TestApp::start_with(kind, audited()).await;
        let definitions = app.auth.table_definitions();
        assert_eq!(
            definitions.iter().filter(|statement| statement.contains("fastauth_user_events")).count(),
            1
        );
        app.database.execute("DROP TABLE fastauth_user_events").await;
        for statement in definitions {
            app.database.execute(&statement).await;
        }
        app.auth.create_tables().await.unwrap();
        app.signed_in("a@x.org").await;
        assert_eq!(stored(&app).await.len(), 2, "{kind:?}");
    }
}

/// SC-03: of the rights that a database can give, inserting is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_to_insert_is_enough() {
    for kind in KINDS {
        let (app, _) = watched(kind).await;
        app.signed_in("a@x.org").await;
        let refused = match kind {
            Kind::Sqlite => {
                "CREATE TRIGGER u BEFORE UPDATE ON fastauth_user_events BEGIN SELECT RAISE(ABORT, 'x'); END; \
                 CREATE TRIGGER d BEFORE DELETE ON fastauth_user_events BEGIN SELECT RAISE(ABORT, 'x'); END"
            }
            Kind::Postgres => {
                "CREATE RULE u AS ON UPDATE TO fastauth_user_events DO INSTEAD SELECT 1/0; \
                 CREATE RULE d AS ON DELETE TO fastauth_user_events DO INSTEAD SELECT 1/0"
            }
            Kind::MariaDb => {
                "CREATE TRIGGER u BEFORE UPDATE ON fastauth_user_events FOR EACH ROW SIGNAL SQLSTATE '45000'; \
                 CREATE TRIGGER d BEFORE DELETE ON fastauth_user_events FOR EACH ROW SIGNAL SQLSTATE '45000'"
            }
        };
        app.database.execute(refused).await;
        let before = stored(&app).await;
        let tokens = app.login("a@x.org").await;
        let user = app.auth.get_user_by_email("a@x.org").await.unwrap();
        app.get("/demo/user", &tokens.access).await.is(200);
        app.auth.delete_user(user.id).await.unwrap();
        let after = stored(&app).await;
        assert_eq!((after.len(), &after[..before.len()]), (before.len() + 2, &before[..]), "{kind:?}");
    }
}

/// SC-03: a user who may not pass is told of in the log, where nobody can fill a table by it.
#[tokio::test]
async fn a_denied_user_is_in_the_log_only() {
    let (records, _capture) = Records::capture();
    let (app, watcher) = watched(Kind::Sqlite).await;
    let (user, tokens) = app.signed_in("a@x.org").await;
    watcher.take(&app).await;
    let before = stored(&app).await.len();
    records.take();
    for path in ["/demo/admin", "/users", "/roles"] {
        app.get(path, &tokens.access).await.is(403);
        let record = records.take().pop().unwrap();
        assert_eq!(
            (record["kind"].as_str(), &record["actor"]),
            ("access_denied", &user.id.to_string()),
            "{path}"
        );
        assert!(record["detail"].contains("Admin") && record.contains_key("session"), "{record:?}");
    }
    assert_eq!(watcher.take(&app).await, []);
    assert_eq!(stored(&app).await.len(), before);
}

#[derive(Clone)]
struct State(FastAuth<User>);

impl FromRef<State> for FastAuth<User> {
    fn from_ref(state: &State) -> Self {
        state.0.clone()
    }
}

#[require_user]
async fn by_user(user: User, auth: FastAuth<User>) -> Result<(), AuthError> {
    auth.grant_to_user(user.id, &["report:read"]).await
}

#[require_user]
async fn perhaps(user: Option<User>, auth: FastAuth<User>) -> Result<(), AuthError> {
    match user {
        Some(user) => auth.grant_to_user(user.id, &["report:read"]).await,
        None => auth.grant_to_role("User", &["report:read"]).await,
    }
}

#[require_token]
async fn by_token(token: AccessToken<User>, auth: FastAuth<User>) -> Result<(), AuthError> {
    auth.grant_to_user(auth.parse_id(&token.sub)?, &["report:read"]).await
}

#[public]
async fn by_anybody(auth: FastAuth<User>) -> Result<(), AuthError> {
    auth.grant_to_role("User", &["report:read"]).await
}

/// SC-03: the actor is whoever the guard found, in an application's own handlers, too.
#[tokio::test]
async fn a_handler_of_ones_own_has_its_actor() {
    let watcher = Watcher::default();
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), watcher.clone()).await;
    let (user, tokens) = app.signed_in("a@x.org").await;
    let session = watcher.take(&app).await[1].session.clone();
    let router = fastauth::Router::new()
        .route("/user", post(by_user))
        .route("/perhaps", post(perhaps))
        .route("/token", post(by_token))
        .route("/public", post(by_anybody));
    let base = serve(router.with_state(State(app.auth.clone()))).await;
    for (path, sends, knows) in [
        ("/user", true, true),
        ("/perhaps", true, true),
        ("/perhaps", false, false),
        ("/token", true, true),
        ("/public", true, false),
    ] {
        let mut request = app.http.post(format!("{base}{path}"));
        if sends {
            request = request.bearer_auth(&tokens.access);
        }
        assert_eq!(request.send().await.unwrap().status(), 200);
        let context = watcher.context();
        let events = watcher.take(&app).await;
        let actor = knows.then(|| user.id.to_string());
        assert_eq!((events.len(), &events[0].actor, &context.actor), (1, &actor, &actor), "{path}");
        assert_eq!(events[0].session, session.clone().filter(|_| knows), "{path}");
        assert_eq!(context.session.is_some(), knows);
    }
}
