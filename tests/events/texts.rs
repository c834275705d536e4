//! What clients write is in no event as they wrote it.

use demo::models::Permission;
use fastauth::prelude::*;
use http::Method;
use serde_json::json;

use super::watcher::{Records, stored, watched};
use crate::models::KINDS;
use crate::support::Kind;
use crate::support::app::PASSWORD;
use crate::support::log::Log;

const TYPED: &str = "hunter2-hunter2-hunter2";

/// SC-04: whoever types a password where the login goes has not published it.
#[tokio::test]
async fn a_password_typed_as_a_login_is_nowhere() {
    for kind in KINDS {
        let (log, _capture) = Log::capture();
        let (app, watcher) = watched(kind).await;
        app.register("a@x.org").await;
        app.try_login(TYPED, PASSWORD).await.is(401);
        app.try_login(&format!("{TYPED}@x.org"), PASSWORD).await.is(401);
        app.post("/auth/forgot-password", json!({"email": format!("{TYPED}@x.org")})).await.is(202);
        let events = watcher.take(&app).await;
        let refused: Vec<_> = events.iter().filter(|event| event.identifier.is_some()).collect();
        assert_eq!(refused.len(), 3, "{kind:?}: {events:?}");
        let told = format!("{events:?}{:?}{}", stored(&app).await, log.text());
        assert!(!told.to_lowercase().contains("hunter2"), "{kind:?}");
        assert!(told.contains("login_failed"));
    }
}

/// SC-04: whose account is tried can be counted, however it is written.
#[tokio::test]
async fn spellings_of_one_address_are_told_alike() {
    let (app, watcher) = watched(Kind::Sqlite).await;
    app.register("a@bücher.example").await;
    app.try_login("a@bücher.example", PASSWORD).await.is(200);
    for spelling in ["A@BÜCHER.example", "a@xn--bcher-kva.EXAMPLE", "b@x.org", "Ada", "ada"] {
        app.try_login(spelling, "another long password").await.is(401);
    }
    let events = watcher.take(&app).await;
    let of: Vec<_> = events[1..].iter().map(|event| event.identifier.clone().unwrap()).collect();
    assert_eq!((&of[1], &of[2]), (&of[0], &of[0]), "whether it is right or wrong");
    assert!(of[3] != of[0] && of[4] != of[0] && of[4] == of[5]);
}

/// Ends a line, begins another record, speaks to a terminal, turns the text around.
const FORGED: &str =
    "x\r\n2031-01-01T00:00:00Z  INFO fastauth::audit: forged\u{1b}[31m\u{9b}2J\u{2028}\u{202e}";

/// SC-04: each event is one record, on one line, without a control character.
#[tokio::test]
async fn no_text_forges_a_record() {
    for kind in KINDS {
        let (app, watcher) = watched(kind).await;
        let (_, admin) = app.admin().await;
        let user = app.register("a@x.org").await;
        let codename = FORGED.to_owned();
        app.auth.permissions().insert(Permission { id: 0, codename: codename.clone() }).await.unwrap();
        watcher.take(&app).await;
        let before = stored(&app).await.len();
        let mut context = HookContext::default();
        context.user_agent = Some(FORGED.to_owned());
        context.actor = Some(FORGED.to_owned());
        let auth = app.auth.in_context(context);

        let (log, capture) = Log::capture();
        auth.password_login(FORGED, PASSWORD.into()).await.unwrap_err();
        auth.grant_to_user(user.id, &[&codename]).await.unwrap();
        app.auth.finish_background().await;
        drop(capture);
        let (records, capture) = Records::capture();
        auth.grant_to_role("User", &[&codename]).await.unwrap();
        for (path, body) in [
            ("/roles", json!({"codename": FORGED})),
            (&*format!("/users/{}", user.id), json!({"username": FORGED})),
        ] {
            let method = if path == "/roles" { Method::POST } else { Method::PATCH };
            app.send(method, path, &admin, body).await.is(422);
        }
        drop(capture);

        let events = watcher.take(&app).await;
        assert_eq!(events.len(), 3, "{kind:?}: {events:?}");
        let lines: Vec<String> =
            log.text().lines().filter(|line| line.contains("fastauth::audit: ")).map(str::to_owned).collect();
        assert_eq!(lines.iter().filter(|line| line.contains("kind=")).count(), 2, "{lines:#?}");
        assert!(lines.iter().all(|line| line.contains("kind=")), "a record that nobody wrote: {lines:#?}");
        let rows = stored(&app).await.split_off(before);
        let fields =
            rows.iter().chain(&records.take()).flat_map(|row| row.values().cloned()).collect::<Vec<_>>();
        let odd = |text: &String| {
            text.chars().any(|one| one.is_control() || ['\u{2028}', '\u{202e}'].contains(&one))
        };
        assert!(!fields.iter().chain(&lines).any(odd), "{kind:?}: {fields:#?}");
        assert_eq!(
            fields.iter().filter(|text| text.contains("x\\r\\n2031") && text.contains("\\u{1b}[31m")).count(),
            11
        );
        for event in events {
            assert!(!odd(&event.user_agent.unwrap()) && !odd(&event.actor.unwrap()));
        }
    }
}

/// SC-03: a session has one name in all its events, which is not its own, and no token is in them.
#[tokio::test]
async fn a_session_has_a_name_that_opens_nothing() {
    for kind in KINDS {
        let (app, watcher) = watched(kind).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let list = app.get("/auth/sessions", &tokens.access).await.json();
        let id = list["items"][0]["id"].as_str().unwrap().to_owned();
        let change = json!({"current_password": PASSWORD, "new_password": "trombone-by-the-river"});
        app.send(Method::POST, "/auth/change-password", &tokens.access, change).await.is(204);
        app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
        let events = watcher.take(&app).await;
        let names: Vec<_> = events.iter().filter_map(|event| event.session.clone()).collect();
        assert_eq!(names.len(), 3, "{events:?}");
        assert!(names.iter().all(|name| *name == names[0]));
        let told = format!("{events:?}{:?}", stored(&app).await);
        let simple = id.replace('-', "");
        for secret in [&id, &simple, &tokens.access, &tokens.refresh, &PASSWORD.to_owned()] {
            assert!(!told.contains(secret.as_str()), "{kind:?}: {secret}");
        }
    }
}
