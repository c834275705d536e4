//! `user: Option<User>`.

use axum::extract::FromRef;
use demo::models::User;
use fastauth::prelude::*;
use fastauth::routing::get;

use crate::support::app::serve;
use crate::support::{Answer, Kind, TestApp};

#[derive(Clone)]
struct State(FastAuth<User>);

impl FromRef<State> for FastAuth<User> {
    fn from_ref(state: &State) -> Self {
        state.0.clone()
    }
}

#[require_user]
async fn greet(user: Option<User>) -> String {
    user.map_or("nobody".to_owned(), |user| user.email)
}

/// CT-06: nobody only where no credential was sent.
#[tokio::test]
async fn a_bad_credential_is_not_nobody() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (user, tokens) = app.signed_in("a@x.org").await;
    let router = fastauth::Router::new().route("/", get(greet)).with_state(State(app.auth.clone()));
    let base = serve(router).await;
    let get = async |authorization: Option<&str>| {
        let mut request = app.http.get(&base);
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        Answer::read(request.send().await.unwrap()).await
    };
    assert_eq!(get(None).await.is(200).bytes, b"nobody");
    assert_eq!(get(Some(&format!("Bearer {}", tokens.access))).await.is(200).bytes, b"a@x.org");
    get(Some("Bearer garbage")).await.is_problem(401, "invalid_token");
    get(Some("Basic YTpi")).await.is_problem(401, "invalid_token");
    get(Some("")).await.is_problem(401, "invalid_token");
    app.set_active(&user, false).await;
    get(Some(&format!("Bearer {}", tokens.access))).await.is_problem(401, "invalid_token");
    app.database.execute("DROP TABLE fastauth_user_sessions").await;
    get(Some(&format!("Bearer {}", tokens.access))).await.is_problem(503, "unavailable");
}
