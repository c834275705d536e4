//! A user links an account at a provider to their own.

use futures_util::future::join_all;
use serde_json::{Value, json};
use time::Duration;

use crate::support::app::{PASSWORD, Tokens};
use crate::support::sign_in::{SignInApp, Trip, browser, email_of};
use crate::support::{Answer, Kind};

on_every_database_with_providers! {
    /// OA-09: it is one more way in, and the user is told.
    async fn a_linked_account_is_one_more_way_in(app: SignInApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        app.provider.is("elsewhere", json!("another@x.org"), json!(false));
        let answer = app.link("oidc", &tokens.access).await.is(200);
        let account = answer.json();
        assert_eq!((&account["oauth_name"], &account["account_id"]), (&json!("oidc"), &json!("elsewhere")));
        assert_eq!(account["account_email"], "another@x.org");
        assert_eq!(app.linked(&tokens.access).await, [account]);
        assert_eq!(app.mails_to("a@x.org").await.pop().unwrap().kind, "provider_linked");
        let signed_in = app.signed_in_by("oidc").await;
        assert_eq!(email_of(&app, &signed_in).await, "a@x.org");
        // The sessions from before go on: whoever links has just shown who they are.
        app.get("/users/me", &tokens.access).await.is(200);
        app.try_login("a@x.org", PASSWORD).await.is(200);
    }

    /// OA-09: an account that is somebody's stays theirs, whoever asks; and is linked once.
    async fn an_account_is_one_users(app: SignInApp) {
        app.provider.is("theirs", json!("owner@x.org"), json!(true));
        let owner = app.signed_in_by("oidc").await;
        let (_, other) = app.signed_in("other@x.org").await;
        for tokens in [&other, &owner] {
            app.link("oidc", &tokens.access).await.is_problem(409, "oauth_account_taken");
        }
        assert_eq!(app.linked(&other.access).await, Vec::<Value>::new());
        assert_eq!(email_of(&app, &app.signed_in_by("oidc").await).await, "owner@x.org");

        // Two who link one at once: one has it.
        app.provider.is("new", json!("new@x.org"), json!(true));
        let trips = [Trip::begin_link(&app, "oidc", &other.access).await, Trip::begin_link(&app, "oidc", &owner.access).await];
        let answers = join_all(trips.iter().map(|trip| trip.end(&app))).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        answers.iter().find(|answer| answer.status == 409).unwrap().is_problem(409, "oauth_account_taken");
    }

    /// OA-02: what ends the session ends what was begun in it: somebody else may have begun it.
    async fn a_link_ends_with_its_session(app: SignInApp) {
        for ending in ["logout", "reset", "deactivation", "others"] {
            let email = format!("{ending}@x.org");
            let (user, tokens) = app.signed_in(&email).await;
            app.provider.is(&email, json!("b@x.org"), json!(true));
            let trip = Trip::begin_link(&app, "oidc", &tokens.access).await;
            match ending {
                "logout" => drop(app.post_with_token("/auth/token/logout", &tokens.access).await.is(204)),
                "deactivation" => app.set_active(&user, false).await,
                "others" => app.auth.end_all_sessions(user.id).await.unwrap(),
                _ => {
                    app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
                    let token = app.mailed_token(&email, "reset").await;
                    let reset = json!({"token": token, "password": "trombone-by-the-river"});
                    app.post("/auth/reset-password", reset).await.is(204);
                }
            }
            trip.end(&app).await.is_problem(400, "oauth_state");
            assert!(app.auth.oauth_accounts().find("oidc", &email).await.unwrap().is_none(), "{ending}");
        }
    }

    /// A link that comes at the same moment as a reset is before it, and goes with the others, or behind it, and is none.
    async fn a_link_does_not_outlive_a_reset(app: SignInApp) {
        for round in 0..4 {
            let email = format!("{round}@x.org");
            let (user, tokens) = app.signed_in(&email).await;
            app.provider.is(&email, json!("b@x.org"), json!(true));
            let trip = Trip::begin_link(&app, "oidc", &tokens.access).await;
            app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
            let token = app.mailed_token(&email, "reset").await;
            let reset = json!({"token": token, "password": "trombone-by-the-river"});
            let (linked, reset) = tokio::join!(trip.end(&app), app.post("/auth/reset-password", reset));
            reset.is(204);
            if linked.status != 200 {
                linked.is_problem(400, "oauth_state");
            }
            assert_eq!(app.auth.oauth_accounts().list(user.id, None, 10).await.unwrap().len(), 0, "{round}");
        }
    }
}

/// What a provider calls an account is a name that somebody can come back by, or none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_without_a_name_is_not_linked() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    for name in [String::new(), "a\u{0}b".to_owned(), "a".repeat(256)] {
        app.provider.is(&name, json!("b@x.org"), json!(true));
        for provider in ["oidc", "plain"] {
            app.link(provider, &tokens.access).await.is_problem(400, "oauth_exchange");
            app.sign_in(provider).await.is_problem(400, "oauth_exchange");
        }
    }
    app.provider.is(&"a".repeat(255), json!("b@x.org"), json!(true));
    app.link("plain", &tokens.access).await.is(200);
}

/// OA-09: by a POST of a user's own page, and a fresh login.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn linking_asks_for_a_fresh_login_of_the_users_own_page() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    app.get("/auth/oidc/link", &tokens.access).await.is_problem(405, "method_not_allowed");
    app.post("/auth/oidc/link", json!({})).await.is_problem(401, "token_required");
    app.get_as_stranger("/auth/oauth/accounts").await.is_problem(401, "token_required");
    app.post_with_token("/auth/nobody/link", &tokens.access).await.is_problem(404, "not_found");
    let cookie = format!("__Host-access_token_cookie={}", tokens.access);
    for (site, status) in [("cross-site", 403), ("same-site", 403), ("same-origin", 303)] {
        let request = browser().post(app.url("/auth/oidc/link")).header("cookie", &cookie);
        let answer = Answer::read(request.header("sec-fetch-site", site).send().await.unwrap()).await;
        assert_eq!(answer.status, status, "{site}");
    }
    app.clock.advance(Duration::minutes(11));
    let tokens = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
    let stale = app.post_with_token("/auth/oidc/link", &tokens.access).await;
    stale.is_problem(403, "reauthentication_required");
}

/// A link ends where somebody wanted to go, without tokens: they have theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_ends_where_its_user_wanted_to_go() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    app.provider.is("a", json!("b@x.org"), json!(true));
    let request =
        browser().post(app.url("/auth/plain/link?redirect_to=/settings")).bearer_auth(&tokens.access);
    let request = request.header("accept", "application/json");
    let sent = Answer::read(request.send().await.unwrap()).await.is(200);
    let url = sent.json()["authorization_url"].as_str().unwrap().to_owned();
    let query = crate::support::scripted_provider::form(url.split_once('?').unwrap().1.as_bytes());
    let cookie = sent.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let trip = Trip { provider: "plain".to_owned(), query, cookie, sent };
    let answer = trip.end(&app).await.is(303);
    assert_eq!(answer.header("location"), Some("/settings"));
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert!(cookies.len() == 1 && cookies[0].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(app.linked(&tokens.access).await.len(), 1);
}

/// A user's accounts are a list like any other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_of_accounts_has_pages() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    for number in 0..3 {
        app.provider.is(&format!("account {number}"), json!("b@x.org"), json!(true));
        app.link("oidc", &tokens.access).await.is(200);
    }
    let first = app.get("/auth/oauth/accounts?limit=2", &tokens.access).await.is(200).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let next = format!("/auth/oauth/accounts?limit=2&after={}", first["next"].as_str().unwrap());
    let second = app.get(&next, &tokens.access).await.is(200).json();
    assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (1, &Value::Null));
    app.get("/auth/oauth/accounts?after=nonsense", &tokens.access).await.is_refused_field("after", "invalid");
    app.get("/auth/oauth/accounts?limit=0", &tokens.access).await.is_refused_field("limit", "invalid");
}
