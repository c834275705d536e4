//! Whose address a request has.

use axum::body::Body;
use fastauth::limit::RateLimit;
use http::Request;
use serde_json::json;
use time::Duration;
use tower::ServiceExt;

use super::world::{WRONG, is_too_many, login_from, router, served};
use crate::support::app::PASSWORD;
use crate::support::{Answer, Kind, TestApp, options};

const WINDOW: Duration = Duration::minutes(15);

/// Two logins from each address.
fn two_each(limits: &mut fastauth::limit::RateLimits) {
    limits.login_per_address = RateLimit::new(2, WINDOW);
}

with_each_limiter! {
    /// LG-08: what the client itself adds on the left changes nothing, in one header or in several.
    async fn nobody_chooses_their_bucket(counter: Counter) {
        let app = counter.start(two_each).await;
        for spoofed in ["192.0.2.1", "6.6.6.6, 192.0.2.1"] {
            login_from(&app, spoofed, "ada@x.org", WRONG).await.is(401);
        }
        for spoofed in ["6.6.6.7, 192.0.2.1", "192.0.2.9,192.0.2.1", "unknown, 192.0.2.1:567", "::ffff:192.0.2.1"] {
            is_too_many(&login_from(&app, spoofed, "ada@x.org", WRONG).await, WINDOW);
        }
        let login = app.http.post(app.url("/auth/token/login")).json(&json!({"username": "a", "password": WRONG}));
        let twice = login.header("x-forwarded-for", "6.6.6.8").header("x-forwarded-for", "192.0.2.1");
        is_too_many(&Answer::read(twice.send().await.unwrap()).await, WINDOW);
        login_from(&app, "192.0.2.1, 192.0.2.2", "ada@x.org", WRONG).await.is(401);
    }

    /// LG-08: an IPv6 customer has one bucket, and not 2 to the power of 64.
    async fn a_network_has_one_bucket(counter: Counter) {
        let app = counter.start(two_each).await;
        for host in ["2001:db8:0:1::1", "2001:db8:0:1:ffff::"] {
            login_from(&app, host, "ada@x.org", WRONG).await.is(401);
        }
        is_too_many(&login_from(&app, "2001:db8:0:1::abcd", "ada@x.org", WRONG).await, WINDOW);
        login_from(&app, "2001:db8:0:2::1", "ada@x.org", WRONG).await.is(401);
    }

    /// LG-08: what is no address is counted, and with everything else that is none.
    async fn an_unknown_address_is_no_way_out(counter: Counter) {
        let app = counter.start(two_each).await;
        login_from(&app, "192.0.2.1, unknown", "ada@x.org", WRONG).await.is(401);
        app.try_login("ada@x.org", WRONG).await.is(401);
        for nowhere in ["_hidden", "192.0.2.1, ", "999.0.2.1", "fe80::1%eth0"] {
            is_too_many(&login_from(&app, nowhere, "ada@x.org", WRONG).await, WINDOW);
        }
    }
}

/// LG-08: without a proxy to trust, the header is anybody's text.
#[tokio::test]
async fn a_header_is_ignored_where_no_proxy_is_trusted() {
    let mut options = options();
    two_each(&mut options.config.limits);
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    for spoofed in ["192.0.2.1", "192.0.2.2"] {
        login_from(&app, spoofed, "ada@x.org", WRONG).await.is(401);
    }
    is_too_many(&login_from(&app, "192.0.2.3", "ada@x.org", WRONG).await, WINDOW);
}

/// LG-08: where nobody says who the peer is, everybody shares one bucket.
#[tokio::test]
async fn without_connect_info_there_is_still_a_limit() {
    let mut options = options();
    two_each(&mut options.config.limits);
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let router = router(app.auth.clone());
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let body = json!({"username": "ada@x.org", "password": WRONG}).to_string();
        let request = Request::post("/auth/token/login").header("content-type", "application/json");
        let request = request.body(Body::from(body)).unwrap();
        statuses.push(router.clone().oneshot(request).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [401, 401, 429]);
}

/// A program's own login, in no request, has no address to be counted for; in a request of nobody's it has.
#[tokio::test]
async fn a_handle_without_a_request_is_counted_for_no_address() {
    let mut options = options();
    two_each(&mut options.config.limits);
    options.config.limits.login_per_account = RateLimit::new(4, WINDOW);
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let codes = async |auth: &fastauth::FastAuth<demo::models::User>, login: &str| {
        auth.password_login(login, WRONG.into()).await.unwrap_err().code().to_owned()
    };
    for _ in 0..4 {
        assert_eq!(codes(&app.auth, "ada@x.org").await, "invalid_credentials");
    }
    assert_eq!(codes(&app.auth, "ada@x.org").await, "too_many_requests", "for its account it is");
    let nobodys = app.auth.in_context(Default::default());
    for code in ["invalid_credentials", "invalid_credentials", "too_many_requests"] {
        assert_eq!(codes(&nobodys, "bob@x.org").await, code);
    }
}

/// LG-08: the list of sessions has the same address that is counted.
#[tokio::test]
async fn a_session_remembers_the_clients_address() {
    let mut options = options();
    options.config.trusted_proxies = 2;
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    app.register("ada@x.org").await;
    let client = served(app.auth.clone()).await;
    let pair =
        login_from(&client, "6.6.6.6, 192.0.2.1:567, 10.0.0.2", "ada@x.org", PASSWORD).await.is(200).json();
    let sessions = client.get("/auth/sessions", pair["access_token"].as_str().unwrap()).await.is(200).json();
    assert_eq!(sessions["items"][0]["ip"], "192.0.2.1");
}
