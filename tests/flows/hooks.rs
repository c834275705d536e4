//! The hooks of the flows: when they run, and what an error of theirs does.

use std::sync::{Arc, Mutex};

use demo::models::{User, UserCreate};
use fastauth::model::Changes;
use fastauth::prelude::*;
use fastauth::token::{EndedSession, TokenPair};
use tokio::sync::{Semaphore, mpsc};

use crate::support::app::PASSWORD;
use crate::support::log::Log;
use crate::support::{Kind, TestApp, options};

/// Notes what it is told, and fails where it is told to.
#[derive(Clone, Default)]
struct Recorder {
    seen: Arc<Mutex<Vec<String>>>,
    /// The token of the last mail.
    token: Arc<Mutex<String>>,
    fail: bool,
}

impl Recorder {
    fn note(&self, text: String) -> HookResult {
        self.seen.lock().unwrap().push(text);
        if self.fail { Err(std::io::Error::other("the mail server is down").into()) } else { Ok(()) }
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

impl AuthHooks<User> for Recorder {
    async fn on_after_register(&self, user: &User, context: &HookContext) -> HookResult {
        assert!(context.ip.is_some_and(|ip| ip.is_loopback()));
        assert_eq!(context.user_agent, None);
        self.note(format!("registered {}", user.email))
    }

    async fn on_after_login(&self, user: &User, tokens: &TokenPair, _context: &HookContext) -> HookResult {
        assert!(!tokens.access_token.is_empty());
        self.note(format!("logged in {}", user.email))
    }

    async fn on_after_user_update(
        &self,
        user: &User,
        changes: &Changes<User>,
        _context: &HookContext,
    ) -> HookResult {
        self.note(format!("updated {} {:?}", user.email, changes.is_active))
    }

    async fn on_before_register(&self, create: &UserCreate, _context: &HookContext) -> HookResult {
        if !create.email.ends_with("x.org") {
            return Err(HookError::refuse("foreign_domain", "only addresses of x.org may register"));
        }
        Ok(())
    }

    async fn on_before_login(&self, user: &User, _context: &HookContext) -> HookResult {
        if user.email.starts_with("suspended") {
            return Err(HookError::refuse("suspended", "this account is suspended"));
        }
        Ok(())
    }

    async fn on_after_refresh(&self, user: &User, tokens: &TokenPair, _context: &HookContext) -> HookResult {
        assert!(tokens.refresh_token.is_some());
        self.note(format!("refreshed {}", user.email))
    }

    async fn on_after_logout(&self, session: &EndedSession, _context: &HookContext) -> HookResult {
        assert!(!session.subject.is_empty());
        self.note("logged out".to_owned())
    }

    async fn on_before_user_update(
        &self,
        user: &User,
        changes: &Changes<User>,
        _context: &HookContext,
    ) -> HookResult {
        match &changes.email {
            Some(email) if !email.ends_with("x.org") => {
                Err(HookError::refuse("foreign_domain", format!("{} stays at x.org", user.email)))
            }
            _ => Ok(()),
        }
    }

    async fn on_after_verify(&self, user: &User, _context: &HookContext) -> HookResult {
        assert!(user.is_verified, "as it is now");
        self.note(format!("verified {}", user.email))
    }

    async fn on_after_request_verify(
        &self,
        user: &User,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        *self.token.lock().unwrap() = token.expose().to_owned();
        self.note(format!("asked to verify {}", user.email))
    }

    async fn on_after_forgot_password(
        &self,
        user: &User,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        *self.token.lock().unwrap() = token.expose().to_owned();
        self.note(format!("forgot {}", user.email))
    }

    async fn on_after_reset_password(&self, user: &User, _context: &HookContext) -> HookResult {
        self.note(format!("reset {}", user.email))
    }

    async fn on_after_change_password(&self, user: &User, _context: &HookContext) -> HookResult {
        self.note(format!("changed the password of {}", user.email))
    }

    async fn on_after_request_email_change(
        &self,
        user: &User,
        new_email: &str,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        *self.token.lock().unwrap() = token.expose().to_owned();
        self.note(format!("{} wants {new_email}", user.email))
    }

    async fn on_after_email_changed(
        &self,
        user: &User,
        old_email: &str,
        _context: &HookContext,
    ) -> HookResult {
        self.note(format!("{old_email} is {}", user.email))
    }

    async fn on_before_user_delete(&self, user: &User, _context: &HookContext) -> HookResult {
        if user.email.starts_with("broken") {
            return Err(std::io::Error::other("the invoices cannot be read").into());
        }
        if user.email.starts_with("keep") {
            return Err(HookError::refuse("has_invoices", "this user has unpaid invoices"));
        }
        self.note(format!("deleting {}", user.email))
    }

    async fn on_after_user_deleted(&self, user: &User, _context: &HookContext) -> HookResult {
        self.note(format!("deleted {}", user.email))
    }
}

#[tokio::test]
async fn each_hook_is_told_once_it_has_happened() {
    let hooks = Recorder::default();
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), hooks.clone()).await;
    let user = app.register("a@x.org").await;
    assert_eq!(hooks.take(), ["registered a@x.org"]);
    app.login("a@x.org").await;
    assert_eq!(hooks.take(), ["logged in a@x.org"]);
    app.try_login("a@x.org", "another long password").await.is(401);
    assert_eq!(hooks.take(), [""; 0], "a login that failed is none");
    let tokens = app.login("a@x.org").await;
    let next = crate::support::app::Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
    app.refresh("garbage").await.is(401);
    app.post_with_token("/auth/token/logout", &next.access).await.is(204);
    app.post_with_token("/auth/token/logout", &next.access).await.is(204);
    assert_eq!(hooks.take(), ["logged in a@x.org", "refreshed a@x.org", "logged out"], "each once");
    app.set_active(&user, false).await;
    assert_eq!(hooks.take(), ["updated a@x.org Some(false)"]);
    app.auth.delete_user(user.id).await.unwrap();
    assert_eq!(hooks.take(), ["deleting a@x.org", "deleted a@x.org"]);
}

/// What is mailed goes to the hooks, and what comes of it is told with the user as it is then.
#[tokio::test]
async fn mails_and_what_comes_of_them_are_told() {
    let hooks = Recorder::default();
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), hooks.clone()).await;
    let user = app.register("a@x.org").await;
    hooks.take();
    let token = || hooks.token.lock().unwrap().clone();
    app.auth.request_verify("a@x.org").await.unwrap();
    app.auth.verify(&token(), None).await.unwrap();
    assert_eq!(hooks.take(), ["asked to verify a@x.org", "verified a@x.org", "updated a@x.org None"]);
    app.auth.forgot_password("a@x.org").await.unwrap();
    let user = app.auth.reset_password(&token(), PASSWORD.into()).await.unwrap_or(user);
    assert_eq!(hooks.take(), ["forgot a@x.org", "reset a@x.org", "updated a@x.org None"]);
    app.auth
        .change_password(&user, Some(PASSWORD.into()), "another long password".into(), None)
        .await
        .unwrap();
    assert_eq!(hooks.take(), ["changed the password of a@x.org", "updated a@x.org None"]);
    let user = app.auth.get_user(user.id).await.unwrap();
    app.auth.request_email_change(&user, "b@x.org").await.unwrap();
    app.auth.verify(&token(), None).await.unwrap();
    assert_eq!(hooks.take(), ["a@x.org wants b@x.org", "a@x.org is b@x.org", "updated b@x.org None"]);
}

/// Before the change, and with a code of the application's own; nothing is changed then.
#[tokio::test]
async fn an_application_can_refuse() {
    use serde_json::json;
    let hooks = Recorder::default();
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), hooks.clone()).await;
    let hashes = app.auth.hasher().computed();
    let body = json!({"email": "a@y.org", "password": PASSWORD});
    app.post("/auth/register", body).await.is_problem(403, "foreign_domain");
    assert_eq!(app.auth.hasher().computed(), hashes, "no hash is computed for who may not register");
    assert!(app.auth.get_user_by_email("a@y.org").await.is_err());
    app.register("suspended@x.org").await;
    app.try_login("suspended@x.org", "another long password").await.is_problem(401, "invalid_credentials");
    app.try_login("suspended@x.org", PASSWORD).await.is_problem(403, "suspended");
    let user = app.register("a@x.org").await;
    let abroad = Changes { email: Some("a@y.org".to_owned()), ..Changes::default() };
    assert_eq!(app.auth.update_user(user.id, abroad).await.unwrap_err().code(), "foreign_domain");
    assert_eq!(app.auth.request_email_change(&user, "a@y.org").await.unwrap_err().code(), "foreign_domain");
    assert_eq!(app.auth.get_user(user.id).await.unwrap().email, "a@x.org");
    assert_eq!(hooks.take(), ["registered suspended@x.org", "registered a@x.org"]);
}

#[tokio::test]
async fn after_the_change_a_failing_hook_loses_nothing() {
    let hooks = Recorder { fail: true, ..Recorder::default() };
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), hooks.clone()).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    app.get("/demo/user", &tokens.access).await.is(200);
    assert_eq!(hooks.take(), ["registered a@x.org", "logged in a@x.org"]);
}

/// Notes what it is asked beside another, and refuses where it is told to.
#[derive(Clone, Default)]
struct Second {
    seen: Arc<Mutex<Vec<&'static str>>>,
    fail: bool,
}

impl Second {
    fn note(&self, what: &'static str) -> HookResult {
        self.seen.lock().unwrap().push(what);
        if self.fail { Err(HookError::refuse("second", "the second one refuses")) } else { Ok(()) }
    }
}

impl AuthHooks<User> for Second {
    async fn on_before_register(&self, _create: &UserCreate, _context: &HookContext) -> HookResult {
        self.note("before")
    }

    async fn on_after_register(&self, _user: &User, _context: &HookContext) -> HookResult {
        self.note("after")
    }

    async fn on_finish(&self, _context: &HookContext) -> HookResult {
        self.note("finish")
    }
}

/// In their order: before a change until one refuses, after it all of them.
#[tokio::test]
async fn several_hooks_are_asked_one_after_the_other() {
    use serde_json::json;
    let (log, _capture) = Log::capture();
    let (first, second) = (Recorder { fail: true, ..Recorder::default() }, Second::default());
    let third = Second { fail: true, ..Second::default() };
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), ((first.clone(), second.clone()), ())).await;
    let seen = || std::mem::take(&mut *second.seen.lock().unwrap());
    let register = async |app: &TestApp, email: &str| {
        app.post("/auth/register", json!({"email": email, "password": PASSWORD})).await
    };
    register(&app, "a@y.org").await.is_problem(403, "foreign_domain");
    assert_eq!(seen(), [""; 0], "what the first refuses, the second is not asked");
    register(&app, "a@x.org").await.is(201);
    assert_eq!(
        (first.take().len(), seen()),
        (1, vec!["before", "after"]),
        "an error of the first stops nothing"
    );
    app.auth.finish_background().await;
    assert_eq!(seen(), ["finish"]);

    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), (first.clone(), third.clone())).await;
    register(&app, "a@x.org").await.is_problem(403, "second");
    app.auth.finish_background().await;
    assert!(log.text().contains("`on_finish` failed"));
}

/// Stops in the middle of a hook, until it is let go on.
struct Slow {
    begun: mpsc::UnboundedSender<String>,
    go_on: Arc<Semaphore>,
    ended: mpsc::UnboundedSender<&'static str>,
}

/// Tells how a hook ended: by itself, or dropped.
struct Ending(mpsc::UnboundedSender<&'static str>, &'static str);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.send(self.1);
    }
}

impl AuthHooks<User> for Slow {
    async fn on_after_register(&self, user: &User, _context: &HookContext) -> HookResult {
        self.begun.send(user.email.clone())?;
        let mut ending = Ending(self.ended.clone(), "dropped");
        self.go_on.acquire().await?.forget();
        ending.1 = "done";
        Ok(())
    }
}

/// SC-05: a client that hangs up once its account is stored keeps no hook from its end.
#[tokio::test]
async fn a_hook_ends_though_nobody_waits_for_the_answer() {
    let ((begun, mut has_begun), (ended, mut has_ended)) =
        (mpsc::unbounded_channel(), mpsc::unbounded_channel());
    let go_on = Arc::new(Semaphore::new(0));
    let hooks = Slow { begun, go_on: go_on.clone(), ended };
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), hooks).await;
    let create = UserCreate {
        email: "a@x.org".to_owned(),
        username: None,
        password: PASSWORD.into(),
        display_name: None,
    };
    tokio::select! {
        _ = app.auth.register(create) => panic!("the hook holds it"),
        begun = has_begun.recv() => assert_eq!(begun.unwrap(), "a@x.org"),
    }
    go_on.add_permits(1);
    assert_eq!(has_ended.recv().await, Some("done"));
}

struct Panics;

impl AuthHooks<User> for Panics {
    async fn on_after_register(&self, _user: &User, _context: &HookContext) -> HookResult {
        panic!("a defect of the application's")
    }
}

/// What is stored is answered, whatever becomes of the hook.
#[tokio::test]
async fn after_the_change_a_panicking_hook_loses_nothing() {
    let (log, _capture) = Log::capture();
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), Panics).await;
    app.signed_in("a@x.org").await;
    assert!(log.text().contains("`on_after_register` panicked"));
}

#[tokio::test]
async fn before_the_change_a_hook_can_refuse() {
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), Recorder::default()).await;
    let user = app.register("keep@x.org").await;
    let error = app.auth.delete_user(user.id).await.unwrap_err();
    assert_eq!(error.code(), "has_invoices");
    app.auth.get_user(user.id).await.unwrap();
}

/// What fails while it decides refuses, too: as a failure of the service's, not of the client's.
#[tokio::test]
async fn before_the_change_a_failing_hook_stops_it() {
    use axum::response::IntoResponse;
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), Recorder::default()).await;
    let user = app.register("broken@x.org").await;
    let error = app.auth.delete_user(user.id).await.unwrap_err();
    assert_eq!((error.code(), error.to_string().contains("invoices")), ("internal", false));
    assert_eq!(error.into_response().status(), 500);
    app.auth.get_user(user.id).await.unwrap();
}
