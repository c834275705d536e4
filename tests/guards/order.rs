//! Access is decided before anything else of a request is looked at, wherever a route is mounted.

use axum::Json;
use axum::extract::{FromRef, FromRequestParts, Path};
use demo::models::User;
use fastauth::model::Changes;
use fastauth::prelude::*;
use fastauth::routing::{get, post};
use http::request::Parts;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::app::serve;
use crate::support::{Answer, Kind, TestApp};

#[derive(Clone)]
struct State(FastAuth<User>);

impl FromRef<State> for FastAuth<User> {
    fn from_ref(state: &State) -> Self {
        state.0.clone()
    }
}

#[require_user(User, roles = ["Admin"])]
async fn guarded(Path(id): Path<u32>, Json(body): Json<Value>) -> String {
    format!("{id} {body}")
}

#[require_user(roles = ["Admin"])]
async fn page(user: User) -> String {
    user.email
}

on_every_database! {
    /// Malformed JSON is not told apart before the right to send it.
    async fn a_stranger_is_refused_before_anything_is_parsed(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let base = serve(fastauth::Router::new().route("/{id}", post(guarded)).with_state(State(app.auth.clone()))).await;
        for (path, body) in [("/1", "{"), ("/x", "{}"), ("/1", "[[[["), ("/1", "")] {
            let request = app.http.post(format!("{base}{path}")).header("content-type", "application/json").body(body);
            Answer::read(request.try_clone().unwrap().send().await.unwrap()).await.is_problem(401, "token_required");
            Answer::read(request.bearer_auth(&tokens.access).send().await.unwrap()).await.is_problem(403, "forbidden");
        }
        let request = app.http.post(app.url("/demo/articles")).body("garbage");
        Answer::read(request.send().await.unwrap()).await.is_problem(401, "token_required");
    }
}

/// CT-05, HT-10: a guard belongs to its handler: whatever is merged, nested or layered, and however the
/// path is written.
#[tokio::test]
async fn no_way_leads_around_a_guard() {
    let app = TestApp::start(Kind::Sqlite).await;
    let layer = || axum::middleware::map_response(async |response: axum::response::Response| response);
    let inner = fastauth::Router::new().route("/page", get(page));
    let router = fastauth::Router::new()
        .layer(layer())
        .route("/page", get(page))
        .merge(fastauth::Router::new().route("/merged", get(page)))
        .nest("/nested", inner.layer(layer()))
        .fallback(page)
        .with_state(State(app.auth.clone()));
    let base = serve(router).await;
    for path in [
        "/page",
        "/merged",
        "/nested/page",
        "//page",
        "/page/",
        "/%70age",
        "/nested//page",
        "/nested/../page",
        "/anything",
        "/page?access_token=x",
        "/PAGE",
        "/page%2f",
        "/page;x=1",
    ] {
        for method in [Method::GET, Method::HEAD] {
            let request = app.http.request(method.clone(), format!("{base}{path}"));
            let request = request.header("x-http-method-override", "PUT");
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 401, "{method} {path}");
        }
    }
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = app.http.request(method.clone(), format!("{base}/page")).send().await.unwrap();
        assert!([401, 405].contains(&answer.status().as_u16()), "{method}: {}", answer.status());
    }
}

/// HT-10: nor is there a way where nothing is served beside.
#[tokio::test]
async fn no_spelling_of_a_path_is_open() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (user, tokens) = app.signed_in("a@x.org").await;
    app.auth.assign_role_to_user(Some("Admin"), user.id).await.unwrap();
    let inner = fastauth::Router::new().route("/page", get(page));
    let router = fastauth::Router::new().route("/page", get(page)).nest("/nested", inner);
    let base = serve(router.with_state(State(app.auth.clone()))).await;
    for (path, exists) in [
        ("/page", true),
        ("/nested/page", true),
        ("/%70age", true),
        ("/page?a=b", true),
        ("//page", false),
        ("/page/", false),
        ("/nested//page", false),
        ("/PAGE", false),
        ("/page%2f", false),
        ("/page%00", false),
        ("/page;x=1", false),
        ("/", false),
        ("/nested", false),
    ] {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS] {
            let request = app.http.request(method.clone(), format!("{base}{path}"));
            let answer = Answer::read(request.try_clone().unwrap().send().await.unwrap()).await;
            assert!([401, 404, 405].contains(&answer.status), "{method} {path}: {}", answer.status);
            let answer = Answer::read(request.bearer_auth(&tokens.access).send().await.unwrap()).await;
            let is_read = [Method::GET, Method::HEAD].contains(&method);
            assert!((answer.status == 200) <= (exists && is_read), "{method} {path}: {}", answer.status);
        }
    }
}

struct Anybody;

impl fastauth::guard::GuardPolicy for Anybody {
    const POLICY: Policy = Policy::new();
}

#[access_check]
async fn never(_user: &User) -> Result<bool, AuthError> {
    Ok(false)
}

/// A guard that is written out asks its check as one that an attribute made.
#[tokio::test]
async fn a_guard_that_is_written_out_asks_its_check() {
    use fastauth::guard::Guard;
    async fn written_out(_: Guard<User, Anybody, never>) {}
    async fn without_check(_: Guard<User, Anybody>) {}
    let app = TestApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let router = fastauth::Router::new().route("/never", get(written_out)).route("/any", get(without_check));
    let matrix = "GET  /any    any active user\nGET  /never  any active user, if never\n";
    assert_eq!(router.access_matrix().to_string(), matrix);
    let base = serve(router.with_state(State(app.auth.clone()))).await;
    let get = async |path: &str| {
        let request = app.http.get(format!("{base}{path}")).bearer_auth(&tokens.access);
        Answer::read(request.send().await.unwrap()).await
    };
    get("/any").await.is(200);
    get("/never").await.is_problem(403, "forbidden");
}

#[require_user(is_active = false)]
async fn inactive_too(user: User) -> String {
    format!("{}", user.is_active)
}

#[require_user(is_verified = false)]
async fn unverified_too(user: User) -> String {
    user.email
}

#[require_user]
async fn any_active(user: User) -> String {
    user.email
}

#[require_user]
async fn perhaps(user: Option<User>) -> String {
    user.map_or_else(String::new, |user| user.email)
}

#[require_token(refresh)]
async fn refreshing(token: RefreshToken<User>) -> String {
    token.into_claims().sub
}

/// LG-10: every kind of gate heeds the state of the account.
#[tokio::test]
async fn every_gate_heeds_the_state_of_the_account() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let mut options = crate::support::options();
        options.config.require_verified = true;
        let app = TestApp::start_with(kind, options).await;
        let user = app.register("a@x.org").await;
        let set = async |column: &str, value: &str| {
            app.database.execute(&format!("UPDATE users SET {column} = {value}")).await;
        };
        set("is_verified", "TRUE").await;
        let tokens = app.login("a@x.org").await;
        let router = fastauth::Router::new()
            .route("/user", get(any_active))
            .route("/perhaps", get(perhaps))
            .route("/inactive-too", get(inactive_too))
            .route("/unverified-too", get(unverified_too))
            .route("/refreshing", get(refreshing));
        let base = serve(router.with_state(State(app.auth.clone()))).await;
        let statuses = async || {
            let mut statuses = Vec::new();
            for (path, token) in [
                ("/user", &tokens.access),
                ("/perhaps", &tokens.access),
                ("/inactive-too", &tokens.access),
                ("/unverified-too", &tokens.access),
                ("/refreshing", &tokens.refresh),
            ] {
                let request = app.http.get(format!("{base}{path}")).bearer_auth(token);
                statuses.push(request.send().await.unwrap().status().as_u16());
            }
            statuses.push(app.get("/users/me", &tokens.access).await.status);
            statuses
        };
        assert_eq!(statuses().await, [200, 200, 200, 200, 200, 200], "{kind:?}");
        set("is_verified", "FALSE").await;
        assert_eq!(statuses().await, [403, 403, 403, 200, 403, 403], "{kind:?}: not verified");
        set("is_verified", "TRUE").await;
        set("is_active", "FALSE").await;
        assert_eq!(statuses().await, [401, 401, 200, 401, 401, 401], "{kind:?}: inactive");
        app.auth.delete_user(user.id).await.unwrap();
        assert_eq!(statuses().await, [401, 401, 401, 401, 401, 401], "{kind:?}: deleted");
    }
}

#[access_check]
async fn is_a(user: &User) -> Result<bool, AuthError> {
    Ok(user.email == "a@x.org")
}

const VERIFIED: Policy = Policy::new().verified();

#[require_user(User, or = is_a)]
async fn a_only() {}

#[require_user(User, policy = VERIFIED, or = is_a)]
async fn a_only_by_policy() {}

/// AZ-01: a check beside a policy that names nobody decides alone.
#[tokio::test]
async fn a_check_can_decide_alone() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (user, a) = app.signed_in("a@x.org").await;
    let (other, b) = app.signed_in("b@x.org").await;
    for id in [user.id, other.id] {
        let verified = Changes { is_verified: Some(true), ..Changes::default() };
        app.auth.update_user(id, verified).await.unwrap();
    }
    let router = fastauth::Router::new().route("/a", get(a_only)).route("/policy", get(a_only_by_policy));
    let matrix = "GET  /a       any active user, if is_a\nGET  /policy  any active user, verified, if is_a\n";
    assert_eq!(router.access_matrix().to_string(), matrix);
    let base = serve(router.with_state(State(app.auth.clone()))).await;
    for path in ["/a", "/policy"] {
        let get = async |token: &str| {
            let request = app.http.get(format!("{base}{path}")).bearer_auth(token);
            Answer::read(request.send().await.unwrap()).await
        };
        get(&a.access).await.is(200);
        get(&b.access).await.is_problem(403, "forbidden");
    }
}

/// An extractor that cannot be had.
struct Failing<const STATUS: u16>;

impl<S: Sync, const STATUS: u16> FromRequestParts<S> for Failing<STATUS> {
    type Rejection = StatusCode;

    async fn from_request_parts(_parts: &mut Parts, _state: &S) -> Result<Self, StatusCode> {
        Err(StatusCode::from_u16(STATUS).unwrap())
    }
}

#[access_check]
async fn malformed(_user: &User, _extractor: Failing<400>) -> Result<bool, AuthError> {
    Ok(true)
}

#[access_check]
async fn broken(_user: &User, _extractor: Failing<502>) -> Result<bool, AuthError> {
    Ok(true)
}

#[require_user(User, roles = ["Admin"], or = malformed)]
async fn behind_malformed() {}

#[require_user(User, roles = ["Admin"], or = broken)]
async fn behind_broken() {}

/// HT-09: what keeps a check from being asked refuses: 403 where the request is to blame, 503 where the
/// service is.
#[tokio::test]
async fn a_check_that_cannot_be_asked_refuses() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (user, tokens) = app.signed_in("a@x.org").await;
    let router = fastauth::Router::new()
        .route("/malformed", get(behind_malformed))
        .route("/broken", get(behind_broken));
    let base = serve(router.with_state(State(app.auth.clone()))).await;
    let get = async |path: &str| {
        let request = app.http.get(format!("{base}{path}")).bearer_auth(&tokens.access);
        Answer::read(request.send().await.unwrap()).await
    };
    get("/malformed").await.is_problem(403, "forbidden");
    get("/broken").await.is_problem(503, "unavailable");
    app.auth.assign_role_to_user(Some("Admin"), user.id).await.unwrap();
    get("/broken").await.is(200);
}

/// A plain `axum::Router` works with the attributes, too.
#[tokio::test]
async fn a_plain_router_guards_as_well() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (user, tokens) = app.signed_in("a@x.org").await;
    let router = axum::Router::new().route("/", axum::routing::get(page)).with_state(State(app.auth.clone()));
    let base = serve(router).await;
    Answer::read(app.http.get(&base).send().await.unwrap()).await.is_problem(401, "token_required");
    let signed_in = app.http.get(&base).bearer_auth(&tokens.access);
    Answer::read(signed_in.try_clone().unwrap().send().await.unwrap()).await.is_problem(403, "forbidden");
    app.auth.assign_role_to_user(Some("Admin"), user.id).await.unwrap();
    assert_eq!(Answer::read(signed_in.send().await.unwrap()).await.is(200).bytes, b"a@x.org");
}

/// A guarded handler is a function that a unit test can call.
#[tokio::test]
async fn a_handler_can_be_called() {
    use fastauth::guard::Guard;
    let app = TestApp::start(Kind::Sqlite).await;
    let user = app.register("a@x.org").await;
    assert_eq!(page(Guard::dangerous_assume(user.clone())).await, "a@x.org");
    assert_eq!(guarded(Guard::dangerous_assume(user), Path(7), Json(json!({}))).await, "7 {}");
}
