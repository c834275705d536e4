//! What `fastauth::Router` does as axum's does, and where it goes further.

use axum::extract::FromRef;
use demo::models::User;
use fastauth::prelude::*;
use fastauth::routing::{get, put};

use crate::support::app::serve;
use crate::support::log::Log;
use crate::support::{Answer, Kind, TestApp};

#[derive(Clone)]
struct State(FastAuth<User>);

impl FromRef<State> for FastAuth<User> {
    fn from_ref(state: &State) -> Self {
        state.0.clone()
    }
}

#[public]
async fn index() -> &'static str {
    "index"
}

#[public]
async fn elsewhere() -> &'static str {
    "elsewhere"
}

#[public]
async fn breaks() -> &'static str {
    panic!("with a secret: hunter2")
}

/// An application can serve other methods of a path that the library serves.
#[tokio::test]
async fn a_path_can_be_served_from_two_places() {
    let app = TestApp::start(Kind::Sqlite).await;
    let router = fastauth::Router::new()
        .merge(app.auth.routes())
        .route("/users/me", put(index))
        .route("/", get(index))
        .with_state(State(app.auth.clone()));
    let base = serve(router).await;
    let request = async |method: http::Method, path: &str| {
        Answer::read(app.http.request(method, format!("{base}{path}")).send().await.unwrap()).await
    };
    request(http::Method::PUT, "/users/me").await.is(200);
    request(http::Method::GET, "/users/me").await.is_problem(401, "token_required");
    request(http::Method::POST, "/users/me").await.is_problem(405, "method_not_allowed");
    request(http::Method::POST, "/").await.is_problem(405, "method_not_allowed");
}

#[public]
async fn mine() -> (http::StatusCode, &'static str) {
    (http::StatusCode::METHOD_NOT_ALLOWED, "mine")
}

/// A layer sees every request for its routes, those of another method, too: CORS lives by that.
#[tokio::test]
async fn a_layer_sees_what_is_not_allowed() {
    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    use axum::response::IntoResponse;
    let app = TestApp::start(Kind::Sqlite).await;
    let cors = from_fn(async |request: Request, next: Next| {
        if request.method() == http::Method::OPTIONS {
            return (http::StatusCode::NO_CONTENT, [("access-control-allow-origin", "https://x.org")])
                .into_response();
        }
        let mut answer = next.run(request).await;
        answer.headers_mut().insert("x-seen", http::HeaderValue::from_static("yes"));
        answer
    });
    let router = fastauth::Router::new().route("/", get(index)).route("/mine", get(mine)).layer(cors);
    let base = serve(router.with_state(State(app.auth.clone()))).await;
    let request = async |method: http::Method, path: &str| {
        Answer::read(app.http.request(method, format!("{base}{path}")).send().await.unwrap()).await
    };
    let preflight = request(http::Method::OPTIONS, "/").await.is(204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("https://x.org"));
    let refused = request(http::Method::POST, "/").await;
    refused.is_problem(405, "method_not_allowed");
    assert_eq!((refused.header("allow"), refused.header("x-seen")), (Some("GET,HEAD"), Some("yes")));
    assert_eq!(
        request(http::Method::GET, "/mine").await.is(405).bytes,
        b"mine",
        "an answer of its own stays"
    );
}

/// The fallback of a router that is merged serves nothing, and is not shown.
#[tokio::test]
async fn the_matrix_shows_what_is_served() {
    let other = fastauth::Router::<State>::new().route("/other", get(elsewhere)).fallback(elsewhere);
    let router = fastauth::Router::new().fallback(elsewhere).fallback(index).merge(other);
    let matrix = router.access_matrix().to_string();
    assert_eq!(matrix.matches("(fallback)").count(), 1, "{matrix}");
}

/// HT-03: a panic is a 500 that tells nothing, and the service goes on.
#[tokio::test]
async fn a_panic_is_a_problem_document() {
    let (log, _capture) = Log::capture();
    let app = TestApp::start(Kind::Sqlite).await;
    let router = fastauth::Router::new().route("/", get(breaks)).with_state(State(app.auth.clone()));
    let base = serve(router).await;
    for _ in 0..2 {
        let answer = Answer::read(app.http.get(&base).send().await.unwrap()).await;
        answer.is_problem(500, "internal");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("hunter2"));
    }
    assert!(log.text().contains("a handler panicked"));
}
