//! Somebody comes in by a provider.

use futures_util::future::join_all;
use serde_json::json;
use time::Duration;

use crate::support::Answer;
use crate::support::app::Tokens;
use crate::support::sign_in::{Trip, browser, come_back, email_of, user};

on_every_strategy! {
    /// OA-06: it is the same user the next time, whatever the address is then.
    async fn somebody_comes_in_and_comes_back(app: SignInApp) {
        for provider in ["oidc", "plain"] {
            let (subject, email) = (format!("subject-{provider}"), format!("{provider}@x.org"));
            app.provider.is(&subject, json!(email), json!(true));
            let tokens = app.signed_in_by(provider).await;
            let me = app.get("/users/me", &tokens.access).await.is(200).json();
            assert_eq!((&me["email"], &me["is_verified"]), (&json!(email), &json!(true)), "{provider}");
            assert_eq!(me["role"]["codename"], "User", "{provider}");
            app.refresh(&tokens.refresh).await.is(200);

            app.provider.is(&subject, json!("another@x.org"), json!(true));
            let again = app.signed_in_by(provider).await;
            assert_eq!(app.get("/users/me", &again.access).await.json()["id"], me["id"], "{provider}");
            assert_eq!(email_of(&app, &again).await, email, "{provider}");
            app.post_with_token("/auth/token/logout", &again.access).await.is(204);
            app.get("/users/me", &again.access).await.is_problem(401, "invalid_token");
        }
    }

    /// OA-06: two callbacks at once for one new account are one user; and so are eight.
    async fn many_at_once_are_one_user(app: SignInApp) {
        for (round, count) in [2, 8].into_iter().enumerate() {
            let email = format!("{round}@x.org");
            app.provider.is(&format!("subject {round}"), json!(email), json!(true));
            let trips = join_all((0..count).map(|_| Trip::begin(&app, "oidc"))).await;
            let answers = join_all(trips.iter().map(|trip| trip.end(&app))).await;
            let user = user(&app, &email).await;
            for answer in answers {
                let me = app.get("/users/me", &Tokens::read(&answer.is(200)).access).await.is(200);
                assert_eq!(me.json()["id"], json!(user.id));
            }
            assert_eq!(app.auth.oauth_accounts().list(user.id, None, 10).await.unwrap().len(), 1);
        }
    }
}

on_every_database_with_providers! {
    /// A session is opened where the account that somebody came by is theirs still, and at no other moment.
    async fn a_session_is_opened_by_an_account_that_is_there(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        app.signed_in_by("oidc").await;
        let found = user(&app, "a@x.org").await;
        let account = app.auth.oauth_accounts().find("oidc", "a").await.unwrap().unwrap();
        let session = || fastauth::token::NewSession {
            id: uuid::Uuid::now_v7(),
            user: found.id,
            created_at: app.clock.now(),
            authenticated_at: None,
            expires_at: app.clock.now() + Duration::hours(1),
            ip: None,
            user_agent: None,
            tokens: None,
        };
        let hash = || found.hashed_password.clone();
        let store = app.auth.store();
        assert!(store.open_session_by_account(account.id, session(), hash()).await.unwrap());
        assert!(!store.open_session_by_account(uuid::Uuid::now_v7(), session(), hash()).await.unwrap());
        app.set_active(&found, false).await;
        assert!(!store.open_session_by_account(account.id, session(), hash()).await.unwrap());
        app.set_active(&found, true).await;
        app.database.execute("DELETE FROM oauth_accounts").await;
        assert!(!store.open_session_by_account(account.id, session(), hash()).await.unwrap());
    }

    /// LG-10: by this way, too.
    async fn whoever_is_inactive_stays_out(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        app.signed_in_by("oidc").await;
        let user = user(&app, "a@x.org").await;
        app.set_active(&user, false).await;
        app.sign_in("oidc").await.is_problem(401, "invalid_credentials");
        app.set_active(&user, true).await;
        app.sign_in("oidc").await.is(200);
    }

    /// PW-13: nothing is the password of somebody who never set one; and a reset sets the first.
    async fn no_password_opens_an_account_without_one(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        app.signed_in_by("oidc").await;
        let stored = user(&app, "a@x.org").await.hashed_password.expose().to_owned();
        app.try_login("a@x.org", "\u{0}").await.is_problem(422, "validation_failed");
        for password in [stored.as_str(), "!", " ", "null", "None", &"a".repeat(64)] {
            app.try_login("a@x.org", password).await.is_problem(401, "invalid_credentials");
        }
        app.try_login("a@x.org", "").await.is_problem(401, "invalid_credentials");

        app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
        let token = app.mailed_token("a@x.org", "reset").await;
        let reset = json!({"token": token, "password": "trombone-by-the-river"});
        app.post("/auth/reset-password", reset).await.is(204);
        app.try_login("a@x.org", "trombone-by-the-river").await.is(200);
        app.sign_in("oidc").await.is(200);
    }

    /// OA-06: one name at two providers is two accounts, since each provider gives names of its own.
    async fn a_name_is_one_providers_own(app: SignInApp) {
        app.provider.is("1", json!("a@x.org"), json!(true));
        let one = app.signed_in_by("oidc").await;
        app.provider.is("1", json!("b@x.org"), json!(true));
        let other = app.signed_in_by("plain").await;
        assert_eq!((email_of(&app, &one).await, email_of(&app, &other).await), ("a@x.org".into(), "b@x.org".into()));
    }

    /// SS-03: the session that a browser had before is over.
    async fn a_sign_in_ends_the_session_before_it(app: SignInApp) {
        let (_, before) = app.signed_in("a@x.org").await;
        app.provider.is("b", json!("b@x.org"), json!(true));
        let trip = Trip::begin(&app, "oidc").await;
        let cookie = format!("{}; __Host-access_token_cookie={}", trip.cookie, before.access);
        let answer = come_back(&app, "oidc", &trip.parameters(&app.provider), Some(&cookie)).await;
        assert_eq!(email_of(&app, &Tokens::read(&answer.is(200))).await, "b@x.org");
        app.get("/users/me", &before.access).await.is_problem(401, "invalid_token");
    }
}

/// What a page asks for by script, it sends its visitor to itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_is_told_where_to_go() {
    let app = crate::support::sign_in::SignInApp::start(crate::support::Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    for accept in ["application/json", "text/plain;q=0.5, application/json; charset=utf-8"] {
        let request = browser().get(app.url("/auth/oidc/authorize")).header("accept", accept);
        let answer = Answer::read(request.send().await.unwrap()).await.is(200);
        let url = answer.json()["authorization_url"].as_str().unwrap().to_owned();
        let query = crate::support::scripted_provider::form(url.split_once('?').unwrap().1.as_bytes());
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let trip = Trip { provider: "oidc".to_owned(), query, cookie, sent: answer };
        trip.end(&app).await.is(200);
    }
    for accept in ["text/html,application/xhtml+xml,*/*;q=0.8", "nonsense"] {
        let request = browser().get(app.url("/auth/oidc/authorize")).header("accept", accept);
        Answer::read(request.send().await.unwrap()).await.is(303);
    }
    app.get_as_stranger("/auth/nobody/authorize").await.is_problem(404, "not_found");
    app.get_as_stranger("/auth/nobody/callback").await.is_problem(404, "not_found");
}

/// A user who came by a provider is as verified as the configuration asks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_verified_stays_out_where_that_is_asked() {
    let mut options = crate::support::options();
    options.config.require_verified = true;
    let app = crate::support::sign_in::SignInApp::start_built(
        crate::support::Kind::Sqlite,
        options,
        |builder, _| builder,
    )
    .await;
    app.provider.is("a", json!("a@x.org"), json!(false));
    app.sign_in("oidc").await.is_problem(403, "not_verified");
    app.provider.is("b", json!("b@x.org"), json!(true));
    app.sign_in("oidc").await.is(200);
}

/// Without a fresh login there is nothing to give an account away by; one by a provider is fresh for as long as any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_no_password_confirms_by_a_fresh_login() {
    let app = crate::support::sign_in::SignInApp::start(crate::support::Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let delete = http::Method::DELETE;
    let tokens = app.signed_in_by("oidc").await;
    let next = json!({"new_password": "trombone-by-the-river"});
    app.clock.advance(Duration::minutes(11));
    let tokens = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
    app.send(http::Method::POST, "/auth/change-password", &tokens.access, next.clone())
        .await
        .is_problem(403, "reauthentication_required");
    app.send(delete.clone(), "/users/me", &tokens.access, json!({}))
        .await
        .is_problem(403, "reauthentication_required");

    let tokens = app.signed_in_by("oidc").await;
    app.send(http::Method::POST, "/auth/change-password", &tokens.access, next.clone()).await.is(204);
    app.try_login("a@x.org", "trombone-by-the-river").await.is(200);
    // From then on there is one, and it is asked for.
    app.send(http::Method::POST, "/auth/change-password", &tokens.access, next)
        .await
        .is_refused_field("current_password", "missing");
    app.send(delete.clone(), "/users/me", &tokens.access, json!({}))
        .await
        .is_refused_field("password", "missing");

    app.provider.is("b", json!("b@x.org"), json!(true));
    let tokens = app.signed_in_by("oidc").await;
    app.send(delete, "/users/me", &tokens.access, json!({})).await.is(204);
    assert!(app.auth.get_user_by_email("b@x.org").await.is_err());
}
