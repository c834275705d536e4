//! How many statements a request costs, and whether each is prepared once: counted where Diesel sends
//! them.

#[path = "support/mod.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "shared with the other tests")]
mod support;

use std::sync::{Mutex, PoisonError};

use axum::extract::FromRef;
use demo::models::{Permission, User};
use diesel::connection::{Instrumentation, InstrumentationEvent};
use fastauth::limit::RateLimit;
use fastauth::prelude::*;
use fastauth::routing::get;

use support::app::{Tokens, serve};
use support::{Kind, Strategy, TestApp, options};

/// What was sent, and what was prepared and kept.
static SENT: Mutex<Vec<String>> = Mutex::new(Vec::new());
static CACHED: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn observe() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| match event {
        InstrumentationEvent::StartQuery { query, .. } => {
            SENT.lock().unwrap_or_else(PoisonError::into_inner).push(query.to_string());
        }
        InstrumentationEvent::CacheQuery { sql, .. } => {
            CACHED.lock().unwrap_or_else(PoisonError::into_inner).push(sql.to_owned());
        }
        _ => {}
    }))
}

fn take(what: &Mutex<Vec<String>>) -> Vec<String> {
    std::mem::take(&mut what.lock().unwrap_or_else(PoisonError::into_inner))
}

/// How a story of statements reads on each database, one after the other, with each kind of tokens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_request_costs_what_it_should() {
    diesel::connection::set_default_instrumentation(observe).unwrap();
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        for strategy in [Strategy::Jwt, Strategy::Database, Strategy::Redis] {
            let mut options = options();
            // One connection: its cache has every statement after the first round.
            options.connect = options.connect.pool_size(1);
            let app = TestApp::start_as(kind, strategy, options).await;
            let (user, tokens) = app.signed_in("a@x.org").await;
            app.auth.grant_to_user(user.id, &[Permission::REPORT_READ]).await.unwrap();
            guards_cost_one_statement(&app, &tokens.access, (kind, strategy)).await;
            other_gates_cost_one_statement(&app, &tokens, (kind, strategy)).await;
            every_statement_is_cached(&app, (kind, strategy)).await;
        }
        a_login_asks_the_same_whoever_it_names(kind).await;
    }
}

type Case = (Kind, Strategy);

async fn guards_cost_one_statement(app: &TestApp, token: &str, case: Case) {
    // Tokens that the database knows are looked up with their user, or else alone.
    let look_up = usize::from(case.1 == Strategy::Database);
    for (path, status, statements) in [
        ("/demo/public", 200, 0),
        ("/demo/token", 200, look_up),
        ("/demo/user", 200, 1),
        ("/demo/verified", 403, 1),
        ("/demo/admin", 403, 1),
        ("/demo/report", 200, 1),
        ("/demo/audit", 403, 1),
        ("/users/me", 200, 1),
    ] {
        take(&SENT);
        assert_eq!(app.get(path, token).await.status, status, "{case:?} {path}");
        let sent = take(&SENT);
        assert_eq!(sent.len(), statements, "{case:?} {path}: {sent:#?}");
        for statement in sent {
            assert!(
                !statement.contains("BEGIN") && !statement.contains("LIMIT"),
                "{case:?} {path}: {statement}"
            );
        }
        app.get_as_stranger(path).await;
        app.get(path, "garbage").await;
        assert_eq!(take(&SENT), [""; 0], "{case:?} {path}: nothing is asked for a stranger");
    }
}

#[derive(Clone)]
struct State(FastAuth<User>);

impl FromRef<State> for FastAuth<User> {
    fn from_ref(state: &State) -> Self {
        state.0.clone()
    }
}

#[access_check]
async fn never(_user: &User) -> Result<bool, AuthError> {
    Ok(false)
}

#[require_user(User, roles = ["Admin"], permissions = ["audit:read"], or = never)]
async fn checked() {}

#[require_user]
async fn perhaps(user: Option<User>) -> String {
    user.map_or_else(String::new, |user| user.email)
}

#[require_token(refresh)]
async fn refreshing(token: RefreshToken<User>) -> String {
    token.into_claims().sub
}

async fn other_gates_cost_one_statement(app: &TestApp, tokens: &Tokens, case: Case) {
    let look_up = usize::from(case.1 != Strategy::Jwt);
    let router = fastauth::Router::new()
        .route("/checked", get(checked))
        .route("/perhaps", get(perhaps))
        .route("/refreshing", get(refreshing))
        .with_state(State(app.auth.clone()));
    let base = serve(router).await;
    for (path, token, status, statements) in [
        ("/checked", &tokens.access, 403, 1),
        ("/perhaps", &tokens.access, 200, 1),
        ("/refreshing", &tokens.refresh, 200, 1 + look_up),
    ] {
        take(&SENT);
        let request = app.http.get(format!("{base}{path}")).bearer_auth(token);
        assert_eq!(request.send().await.unwrap().status(), status, "{case:?} {path}");
        let sent = take(&SENT);
        assert_eq!(sent.len(), statements, "{case:?} {path}: {sent:#?}");
    }
}

/// LG-05: from where somebody has come before is asked for one login as for another, in one statement, before anything is
/// looked up.
async fn a_login_asks_the_same_whoever_it_names(kind: Kind) {
    let mut options = options();
    options.config.limits.login_per_account = RateLimit::new(3, fastauth::time::Duration::HOUR);
    let app = TestApp::start_with(kind, options).await;
    app.register("known@x.org").await;
    let mut seen = Vec::new();
    for login in ["known@x.org", "unknown@x.org"] {
        take(&SENT);
        app.try_login(login, "another long password").await.is(401);
        let words = |sent: String| sent.split(" -- binds").next().unwrap().to_owned();
        seen.push(take(&SENT).into_iter().map(words).collect::<Vec<_>>());
    }
    assert_eq!(seen[0].len(), 2, "{kind:?}: {seen:#?}");
    assert!(seen[0][0].contains("authenticated_at") && !seen[0][1].contains("authenticated_at"), "{seen:#?}");
    assert_eq!(seen[0], seen[1], "{kind:?}");
}

/// The second time, nothing is prepared anew; and everything was kept the first time.
async fn every_statement_is_cached(app: &TestApp, case: Case) {
    let look_up = usize::from(case.1 != Strategy::Jwt);
    let mut refresh = app.login("a@x.org").await.refresh;
    let mut access = String::new();
    for round in 0..3 {
        take(&SENT);
        take(&CACHED);
        let pair = app.refresh(&refresh).await.is(200).json();
        refresh = pair["refresh_token"].as_str().unwrap().to_owned();
        access = pair["access_token"].as_str().unwrap().to_owned();
        for path in ["/demo/user", "/demo/report", "/demo/audit", "/users/me"] {
            app.get(path, &access).await;
        }
        let (sent, cached) = (take(&SENT), take(&CACHED));
        assert_eq!(sent.len(), 2 + look_up + 3 + 1, "{case:?}: {sent:#?}");
        if round > 0 {
            assert_eq!(cached, [""; 0], "{case:?}: prepared again in round {round}");
        }
    }
    // Each way of ending a session, twice: what is not kept shows as sent and never cached.
    for round in 0..2 {
        let tokens = app.login("a@x.org").await;
        take(&CACHED);
        app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
        assert_eq!(
            take(&CACHED).len(),
            usize::from(round == 0) * (1 + look_up),
            "{case:?}: the end of a session, round {round}"
        );
    }
    drop(access);
}
