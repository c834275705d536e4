//! What fails, is undone or is waited for by nobody any more.

use std::collections::HashSet;
use std::sync::Arc;

use demo::models::User;
use fastauth::events::{EventOutcome, SecurityEvent};
use fastauth::prelude::*;
use http::Method;
use serde_json::json;
use tokio::sync::Semaphore;

use super::watcher::{Records, Watcher, audited, stored, watched};
use crate::models::KINDS;
use crate::support::app::{PASSWORD, Tokens, options};
use crate::support::hang_up::dropped_after;
use crate::support::log::Log;
use crate::support::{Kind, TestApp};

/// SC-05: what was not done is not told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_rolled_back_is_not_told() {
    for kind in KINDS {
        let (app, watcher) = watched(kind).await;
        let (admin, token) = app.admin().await;
        let user = app.register("a@x.org").await;
        app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
        let mailed = watcher.mailed(&app).await;
        watcher.take(&app).await;
        let before = stored(&app).await.len();
        let me = format!("/users/{}", admin.id);
        let patch = async |path: &str, body| app.send(Method::PATCH, path, &token, body).await;
        patch(&me, json!({"role": null, "username": "boss"})).await.is_problem(409, "last_admin");
        app.delete(&me, &token).await.is_problem(409, "last_admin");
        patch(&me, json!({"email": "a@x.org"})).await.is_problem(409, "email_taken");
        app.send(Method::POST, "/users", &token, json!({"email": "a@x.org"}))
            .await
            .is_problem(409, "email_taken");
        app.send(Method::POST, "/roles", &token, json!({"codename": "User"}))
            .await
            .is_problem(409, "codename_taken");
        app.auth.grant_to_user(user.id, &["no:such"]).await.unwrap_err();
        assert_eq!(watcher.take(&app).await, [], "{kind:?}");
        app.database.refuse_updates_of_users().await;
        patch(&format!("/users/{}", user.id), json!({"is_active": false})).await.is(503);
        app.post("/auth/reset-password", json!({"token": mailed, "password": "trombone-by-the-river"}))
            .await
            .is(503);
        assert_eq!(watcher.take(&app).await, [], "{kind:?}");
        assert_eq!(stored(&app).await.len(), before, "{kind:?}");
    }
}

fn subjects(events: &[SecurityEvent], kind: &str) -> Vec<String> {
    let told = events.iter().filter(|event| event.kind.name() == kind);
    told.map(|event| event.subject.clone().unwrap()).collect()
}

/// SC-05: wherever a client hangs up, a session that is there has its event, and no other has one.
#[tokio::test]
async fn what_is_stored_is_told_though_the_client_is_gone() {
    for kind in KINDS {
        let mut options = audited();
        options.config.sessions_per_user = 10_000;
        let watcher = Watcher::default();
        let app = TestApp::start_with_hooks(kind, options, watcher.clone()).await;
        let user = app.register("a@x.org").await;
        watcher.take(&app).await;
        let mut done = 0;
        // A few at a time to begin with; a server takes thousands.
        let growing = std::iter::successors(Some(1_usize), |polls| Some(polls + polls.div_ceil(3)));
        for polls in growing {
            done += usize::from(dropped_after(polls, app.auth.create_token(&user)).await);
            if done == 3 {
                break;
            }
        }
        let mut events = Vec::new();
        loop {
            let sessions = app.auth.list_sessions(user.id, None, 10_000).await.unwrap().len();
            events.extend(watcher.take(&app).await);
            if sessions == events.len() {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert!(events.len() >= done, "{kind:?}");
        let names: HashSet<_> = events.iter().map(|event| event.session.clone().unwrap()).collect();
        assert_eq!(names.len(), subjects(&events, "token_created").len(), "{kind:?}");
    }
}

/// SC-05: a refusal that is in the log reaches the hook and the table, too.
#[tokio::test]
async fn a_refusal_is_told_though_the_client_is_gone() {
    for kind in KINDS {
        let (records, _capture) = Records::capture();
        let (app, watcher) = watched(kind).await;
        app.register("a@x.org").await;
        let refused = async || {
            let _ = app.auth.password_login("a@x.org", "another long password".into()).await;
        };
        let mut polls: usize = 0;
        loop {
            dropped_after(polls, refused()).await;
            polls += polls.div_ceil(3).max(1);
            if records.take().iter().any(|record| record["kind"] == "login_failed") {
                break;
            }
        }
        let user = app.auth.get_user_by_email("a@x.org").await.unwrap();
        assert_eq!(subjects(&watcher.take(&app).await, "login_failed"), [user.id.to_string()], "{kind:?}");
        assert_eq!(stored(&app).await.last().unwrap()["kind"], "login_failed");
    }
}

/// Fails at every event, in one way or another.
#[derive(Clone, Copy)]
enum Broken {
    Fails,
    Panics,
    PanicsAtOnce,
}

impl AuthHooks<User> for Broken {
    #[allow(clippy::manual_async_fn, reason = "it panics before there is a future")]
    fn on_security_event(
        &self,
        _: &SecurityEvent,
        _: &HookContext,
    ) -> impl Future<Output = HookResult> + Send {
        assert!(!matches!(self, Self::PanicsAtOnce), "a defect of the application's");
        async {
            match self {
                Self::Fails => Err(std::io::Error::other("the collector is down").into()),
                _ => panic!("a defect of the application's"),
            }
        }
    }
}

/// What everybody asks, right and wrong: by the statuses.
async fn ask(app: &TestApp) -> Vec<u16> {
    let mut statuses = Vec::new();
    let new = json!({"email": "a@x.org", "password": PASSWORD});
    for _ in 0..2 {
        statuses.push(app.post("/auth/register", new.clone()).await.status);
    }
    for (login, password) in
        [("a@x.org", PASSWORD), ("a@x.org", "another long password"), ("b@x.org", PASSWORD)]
    {
        statuses.push(app.try_login(login, password).await.status);
    }
    let tokens = Tokens::read(&app.try_login("a@x.org", PASSWORD).await.is(200));
    let wrong = json!({"current_password": "not the password", "new_password": PASSWORD});
    statuses.push(app.send(Method::POST, "/auth/change-password", &tokens.access, wrong).await.status);
    statuses.push(app.post("/auth/verify", json!({"token": "none"})).await.status);
    for path in ["/auth/forgot-password", "/auth/request-verify-token"] {
        statuses.push(app.post(path, json!({"email": "a@x.org"})).await.status);
    }
    statuses.push(app.refresh(&tokens.refresh).await.status);
    app.clock.advance(time::Duration::seconds(11));
    statuses.push(app.refresh(&tokens.refresh).await.status);
    statuses.push(app.get("/demo/user", &tokens.access).await.status);
    let (user, admin) = app.user_with("admin@x.org", Some("Admin"), &["report:read"]).await;
    statuses.push(app.send(Method::POST, "/roles", &admin, json!({"codename": "Editor"})).await.status);
    statuses.push(
        app.send(Method::PATCH, &format!("/users/{}", user.id), &admin, json!({"username": "boss"}))
            .await
            .status,
    );
    statuses.push(app.post_with_token("/auth/token/logout", &admin).await.status);
    app.auth.finish_background().await;
    statuses
}

/// SC-05: whoever fails to hear of something changes nothing: neither a success nor a refusal.
#[tokio::test]
async fn who_cannot_be_told_changes_no_answer() {
    let whole = ask(&TestApp::start_with(Kind::Sqlite, options()).await).await;
    assert_eq!(whole, [201, 409, 200, 401, 401, 403, 400, 202, 202, 200, 401, 401, 201, 200, 204]);
    for (broken, words) in [
        (Broken::Fails, "`on_security_event` failed"),
        (Broken::Panics, "`on_security_event` panicked"),
        (Broken::PanicsAtOnce, "`on_security_event` panicked"),
    ] {
        let (log, _capture) = Log::capture();
        let app = TestApp::start_with_hooks(Kind::Sqlite, audited(), broken).await;
        assert_eq!(ask(&app).await, whole);
        assert!(log.text().contains(words));
        let events = stored(&app).await.len();
        let told = log.text().lines().filter(|line| line.contains(words)).count();
        assert!(events > 10 && events == told, "each event: {events} stored, {told} failed");
    }
    for kind in KINDS {
        let (log, _capture) = Log::capture();
        let (app, watcher) = watched(kind).await;
        app.database.execute("DROP TABLE fastauth_user_events").await;
        assert_eq!(ask(&app).await, whole, "{kind:?}");
        let lost = log.text().lines().filter(|line| line.contains("a security event was not stored")).count();
        assert_eq!(watcher.take(&app).await.len(), lost, "{kind:?}: the hook is told all the same");
    }
}

/// SC-05: one of two watchers that fails keeps nothing from the other.
#[tokio::test]
async fn a_broken_hook_keeps_nothing_from_the_other() {
    for broken in [Broken::Fails, Broken::Panics, Broken::PanicsAtOnce] {
        let watcher = Watcher::default();
        let app = TestApp::start_with_hooks(Kind::Sqlite, options(), (broken, watcher.clone())).await;
        app.signed_in("a@x.org").await;
        assert_eq!(watcher.take(&app).await.len(), 2);
    }
}

/// Is told of an event, and ends when it is let.
struct Slow(Arc<Semaphore>);

impl AuthHooks<User> for Slow {
    async fn on_security_event(&self, event: &SecurityEvent, _: &HookContext) -> HookResult {
        if event.outcome == EventOutcome::Failure {
            self.0.acquire().await?.forget();
        }
        Ok(())
    }
}

/// SC-03: what a hook does about a refusal is in no answer's time, which would tell whom it knows.
#[tokio::test]
async fn no_refusal_waits_for_the_hook() {
    let go_on = Arc::new(Semaphore::new(0));
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), Slow(go_on.clone())).await;
    app.register("a@x.org").await;
    for login in ["a@x.org", "nobody@x.org"] {
        app.try_login(login, "another long password").await.is_problem(401, "invalid_credentials");
    }
    app.post("/auth/register", json!({"email": "a@x.org", "password": PASSWORD})).await.is(409);
    app.post("/auth/verify", json!({"token": "none"})).await.is(400);
    assert_eq!(go_on.available_permits(), 0);
    go_on.add_permits(4);
    app.auth.finish_background().await;
    assert_eq!(go_on.available_permits(), 0, "each was told once");
}
