//! `POST /auth/token/refresh`.

use axum::extract::FromRef;
use demo::models::User;
use fastauth::prelude::*;
use fastauth::routing::get;
use futures_util::future::join_all;
use serde_json::Value;
use time::Duration;
use time::format_description::well_known::Rfc3339;

use crate::support::app::{PASSWORD, Tokens, serve};
use crate::support::{Answer, Kind, Strategy, TestApp, options};

#[derive(Clone)]
struct State(FastAuth<User>);

impl FromRef<State> for FastAuth<User> {
    fn from_ref(state: &State) -> Self {
        state.0.clone()
    }
}

fn text(answer: &Value, member: &str) -> String {
    answer[member].as_str().unwrap().to_owned()
}

#[require_token(refresh)]
async fn whose(token: RefreshToken<User>) -> String {
    token.into_claims().sub
}

on_every_strategy! {
    async fn a_refresh_token_is_good_for_one_pair(app: TestApp) {
        let (_, first) = app.signed_in("a@x.org").await;
        let second = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        assert_ne!(first.refresh, second.refresh);
        app.get("/demo/user", &second.access).await.is(200);
        let third = Tokens::read(&app.post_with_token("/auth/token/refresh", &second.refresh).await.is(200));
        app.get("/demo/user", &third.access).await.is(200);
    }

    /// SS-05: a token that comes back was copied: nobody goes on with that session.
    async fn a_used_token_ends_the_session(app: TestApp) {
        let (_, first) = app.signed_in("a@x.org").await;
        let second = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        let other = app.login("a@x.org").await;
        app.clock.advance(Duration::seconds(11));
        app.refresh(&first.refresh).await.is_problem(401, "invalid_token");
        app.refresh(&second.refresh).await.is_problem(401, "invalid_token");
        for path in ["/demo/user", "/users/me"] {
            app.get(path, &second.access).await.is_problem(401, "invalid_token");
            app.get(path, &other.access).await.is(200);
        }
    }

    /// SS-05: however long ago it was replaced, and while its successor's successor is young.
    async fn an_old_token_ends_the_session(app: TestApp) {
        let (_, first) = app.signed_in("a@x.org").await;
        let mut newest = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        for _ in 0..3 {
            app.clock.advance(Duration::days(3));
            newest = Tokens::read(&app.refresh(&newest.refresh).await.is(200));
        }
        app.refresh(&first.refresh).await.is_problem(401, "invalid_token");
        app.refresh(&newest.refresh).await.is_problem(401, "invalid_token");
        app.get("/demo/user", &newest.access).await.is_problem(401, "invalid_token");
    }

    /// SS-06: two pages of one browser that refresh at one moment both have the same tokens, and go on with them.
    async fn the_last_token_has_its_leeway(app: TestApp) {
        let (_, first) = app.signed_in("a@x.org").await;
        let answer = app.refresh(&first.refresh).await.is(200).json();
        for seconds in [0, 1, 2] {
            app.clock.advance(Duration::seconds(seconds));
            assert_eq!(app.refresh(&first.refresh).await.is(200).json(), answer, "{seconds} s later");
        }
        let second = Tokens { access: text(&answer, "access_token"), refresh: text(&answer, "refresh_token") };
        app.get("/demo/user", &second.access).await.is(200);
        let third = Tokens::read(&app.refresh(&second.refresh).await.is(200));
        // The last one is another now, young as it is.
        app.refresh(&first.refresh).await.is_problem(401, "invalid_token");
        app.refresh(&third.refresh).await.is_problem(401, "invalid_token");
    }

    /// SS-06: and no longer.
    async fn a_leeway_ends(app: TestApp) {
        let (_, first) = app.signed_in("a@x.org").await;
        let second = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        app.clock.advance(Duration::seconds(10));
        app.refresh(&first.refresh).await.is_problem(401, "invalid_token");
        app.refresh(&second.refresh).await.is_problem(401, "invalid_token");
    }

    /// SS-04, SS-06: of many at once all have one answer, and go on with it; again and again.
    async fn many_at_once_have_one_answer(app: TestApp) {
        let (_, mut tokens) = app.signed_in("a@x.org").await;
        for round in 0..3 {
            let answers = join_all((0..50).map(|_| app.refresh(&tokens.refresh))).await;
            let answers: Vec<Value> = answers.into_iter().map(|answer| answer.is(200).json()).collect();
            let first = answers[0].clone();
            assert!(answers.iter().all(|answer| *answer == first), "round {round}: {answers:#?}");
            tokens = Tokens { access: text(&first, "access_token"), refresh: text(&first, "refresh_token") };
            app.get("/demo/user", &tokens.access).await.is(200);
        }
    }

    /// SS-13: who was disabled does not come back by refreshing, nor by being enabled again.
    async fn a_disabled_user_does_not_refresh(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        // Behind the library's back: an update through it ends the sessions at once.
        app.database.execute("UPDATE users SET is_active = FALSE").await;
        app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
        app.set_active(&user, true).await;
        app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
    }

    /// SS-07: a session ends, however often it is refreshed, and sooner if it is not.
    async fn a_session_has_an_end(app: TestApp) {
        let (_, mut busy) = app.signed_in("a@x.org").await;
        let idle = app.login("a@x.org").await;
        for days in [3, 6, 9, 12, 15, 18] {
            app.clock.advance(Duration::days(3));
            busy = Tokens::read(&app.refresh(&busy.refresh).await.is(200));
            if days > 7 {
                app.refresh(&idle.refresh).await.is_problem(401, "invalid_token");
            }
        }
        app.clock.advance(Duration::days(2) + Duration::minutes(2));
        app.refresh(&busy.refresh).await.is_problem(401, "invalid_token");
    }

    /// The gate of refresh tokens lets in the one in force, and only that one, and does not use it up.
    async fn a_gate_asks_for_the_token_in_force(app: TestApp) {
        let (user, first) = app.signed_in("a@x.org").await;
        let router = fastauth::Router::new().route("/", get(whose)).with_state(State(app.auth.clone()));
        let base = serve(router).await;
        let whose = async |token: &str| Answer::read(app.http.get(&base).bearer_auth(token).send().await.unwrap()).await;
        for _ in 0..2 {
            assert_eq!(whose(&first.refresh).await.is(200).bytes, user.id.to_string().into_bytes());
        }
        whose(&first.access).await.is_problem(401, "invalid_token");
        let second = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        whose(&first.refresh).await.is_problem(401, "invalid_token");
        whose(&second.refresh).await.is(200);
        app.database.execute("UPDATE users SET is_active = FALSE").await;
        whose(&second.refresh).await.is_problem(401, "invalid_token");
        app.database.execute("UPDATE users SET is_active = TRUE").await;
        app.clock.advance(Duration::days(8));
        whose(&second.refresh).await.is_problem(401, "invalid_token");
        let third = app.login("a@x.org").await;
        app.post_with_token("/auth/token/logout", &third.access).await.is(204);
        whose(&third.refresh).await.is_problem(401, "invalid_token");
    }

    async fn the_body_says_what_it_is(app: TestApp) {
        let answer = app.post("/auth/token/refresh", serde_json::json!({})).await;
        answer.is_refused_field("refresh_token", "missing");
        app.post_bytes("/auth/token/refresh", "text/plain", "x").await.is_problem(415, "unsupported_media_type");
        app.refresh("garbage").await.is_problem(401, "invalid_token");
    }

    /// A bearer is read where there is no body, whatever type that has.
    async fn a_bearer_needs_no_body(app: TestApp) {
        let (_, mut tokens) = app.signed_in("a@x.org").await;
        for media_type in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
            let request = app.http.post(app.url("/auth/token/refresh")).header("content-type", media_type);
            let answer = request.bearer_auth(&tokens.refresh).body("").send().await.unwrap();
            tokens = Tokens::read(&Answer::read(answer).await.is(200));
        }
        let body = serde_json::json!({"refresh_token": tokens.refresh});
        let request = app.http.post(app.url("/auth/token/refresh")).bearer_auth(&tokens.access).json(&body);
        Answer::read(request.send().await.unwrap()).await.is(200);
        app.post_with_token("/auth/token/refresh", "").await.is_problem(401, "invalid_token");
    }
}

/// SS-04: without a leeway, of many at once one has the next pair, and the others end the session: never are two
/// alive, and never is one alive that nobody can use.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_leeway_one_of_many_is_rotated() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        for strategy in [Strategy::Jwt, Strategy::Database, Strategy::Redis] {
            let mut options = options();
            options.config.refresh_leeway = Duration::ZERO;
            let app = TestApp::start_as(kind, strategy, options).await;
            let (_, tokens) = app.signed_in("a@x.org").await;
            let answers = join_all((0..50).map(|_| app.refresh(&tokens.refresh))).await;
            let (rotated, refused): (Vec<_>, Vec<_>) =
                answers.iter().partition(|answer| answer.status == 200);
            assert_eq!(rotated.len(), 1, "{kind:?}, {strategy:?}");
            refused.iter().for_each(|answer| answer.is_problem(401, "invalid_token"));
            let next = Tokens::read(rotated[0]);
            app.get("/demo/user", &next.access).await.is_problem(401, "invalid_token");
            app.refresh(&next.refresh).await.is_problem(401, "invalid_token");
        }
    }
}

/// Where the configuration wants no refresh tokens, there is none, nothing takes one, and a session lasts as
/// long as its access token (`ENABLE_REFRESH_TOKEN` of fastapi-fastauth).
#[tokio::test]
async fn refresh_can_be_switched_off() {
    let mut options = options();
    options.config.enable_refresh_token = false;
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    app.register("a@x.org").await;
    let answer = app.try_login("a@x.org", PASSWORD).await.is(200).json();
    let members: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(members, ["access_token", "expires_in", "token_type"]);
    let access = answer["access_token"].as_str().unwrap();
    let sessions = app.get("/auth/sessions", access).await.is(200).json();
    let session = &sessions["items"][0];
    let ends = OffsetDateTime::parse(session["expires_at"].as_str().unwrap(), &Rfc3339).unwrap();
    let began = OffsetDateTime::parse(session["created_at"].as_str().unwrap(), &Rfc3339).unwrap();
    assert_eq!(ends - began, Duration::minutes(15));
    app.post_with_token("/auth/token/refresh", access).await.is_problem(404, "not_found");
    let by_cookie = app.post(
        "/auth/token/login?transport=cookie",
        serde_json::json!({"username": "a@x.org", "password": PASSWORD}),
    );
    assert_eq!(by_cookie.await.is(204).headers.get_all("set-cookie").iter().count(), 1);
}
