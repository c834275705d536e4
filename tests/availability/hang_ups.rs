//! Clients that hang up: axum drops a handler's future wherever it is.

use std::time::Duration;

use demo::models::UserCreate;

use crate::support::app::PASSWORD;
use crate::support::hang_up::dropped_after;
use crate::support::{Kind, TestApp, options};

/// SS-17: an answer that nobody waited for is read by nobody else.
#[tokio::test]
async fn an_abandoned_answer_is_nobodys() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let mut options = options();
        options.connect = options.connect.pool_size(1);
        let app = TestApp::start_with(kind, options).await;
        let (a, b) = (app.register("a@x.org").await, app.register("b@x.org").await);
        let mut done = 0;
        for polls in 1.. {
            done += usize::from(dropped_after(polls, app.auth.get_user(a.id)).await);
            for _ in 0..2 {
                assert_eq!(app.auth.get_user(b.id).await.unwrap().email, "b@x.org", "{kind:?} after {polls}");
                assert_eq!(app.auth.get_user(a.id).await.unwrap().email, "a@x.org", "{kind:?} after {polls}");
            }
            if done == 3 {
                break;
            }
        }
    }
}

/// SS-17: wherever a registration, a login or a refresh is dropped, what is left is whole.
#[tokio::test]
async fn an_abandoned_request_leaves_nothing_half_done() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let app = TestApp::start(kind).await;
        let tokens = app.signed_in("a@x.org").await.1;
        for polls in 0..40 {
            let email = format!("u{polls}@x.org");
            let create = UserCreate {
                email: email.clone(),
                username: None,
                password: PASSWORD.into(),
                display_name: None,
            };
            dropped_after(polls, app.auth.register(create)).await;
            dropped_after(polls, app.auth.password_login("a@x.org", PASSWORD.into())).await;
            if let Ok(user) = app.auth.get_user_by_email(&email).await {
                assert!(user.role_id.is_some() && user.is_active, "{kind:?} after {polls}");
            }
            app.get("/demo/user", &tokens.access).await.is(200);
        }
        let session = app.login("a@x.org").await;
        for polls in 0..40 {
            if dropped_after(polls, app.auth.refresh(&session.refresh)).await {
                break;
            }
        }
        app.get("/demo/user", &tokens.access).await.is(200);
    }
}

/// Whoever hangs up leaves no statement behind that the pool does not count.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abandoned_statement_keeps_its_place_in_the_pool() {
    const ANY: &fastauth::Policy = &fastauth::Policy::new();
    let mut options = options();
    options.connect = options.connect.pool_size(2);
    options.connect.acquire_timeout = Duration::from_secs(4);
    let app = TestApp::start_with(Kind::Postgres, options).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let lock = app.database.lock_sessions().await;
    for abandoned in 1..=2 {
        tokio::select! {
            answer = app.auth.check_access(&tokens.access, ANY) => panic!("the table is locked: {answer:?}"),
            () = app.database.until_waiting(abandoned) => {}
        }
    }
    tokio::select! {
        answer = app.auth.check_access(&tokens.access, ANY) => {
            assert_eq!(answer.unwrap_err().code(), "unavailable");
        }
        () = app.database.until_waiting(3) => panic!("a pool of two has three at work"),
    }
    lock.release().await;
    app.get("/demo/user", &tokens.access).await.is(200);
}
