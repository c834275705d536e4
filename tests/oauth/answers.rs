//! Providers that do not answer as they should.

use fastauth::oidc::OpenIdConnect;
use fastauth::provider::Provider;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::models::KINDS;
use crate::support::log::Log;
use crate::support::scripted_provider::{Raw, ScriptedProvider};
use crate::support::sign_in::{SignInApp, Trip, client, come_back, oauth2, user};
use crate::support::{Answer, Kind};

const DISCOVERY: &str = "/.well-known/openid-configuration";

/// The answer of a whole sign-in where the provider answers so at one path; and nobody is there afterwards.
async fn with(raw: Raw, path: &'static str, provider: &str) -> Answer {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.provider.script(|script| script.raw.insert(path, raw));
    let answer = app.try_sign_in(provider).await;
    assert!(app.auth.get_user_by_email("a@x.org").await.is_err());
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("canary"));
    answer
}

/// Each that the service asks, of both protocols.
const ASKED: [(&str, &str); 6] = [
    (DISCOVERY, "oidc"),
    ("/jwks", "oidc"),
    ("/token", "oidc"),
    ("/userinfo", "oidc"),
    ("/token", "plain"),
    ("/api/user", "plain"),
];

/// What makes no sense is the provider's failure, and nobody else's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_makes_no_sense_is_502() {
    let html = || "<html>canary</html>".to_owned();
    let json = "application/json";
    let raws = || {
        [
            Raw::Says(200, "text/html", html()),
            Raw::Says(200, json, html()),
            Raw::Says(200, json, String::new()),
            Raw::Says(200, json, "[]".to_owned()),
            Raw::Says(200, json, "null".to_owned()),
            Raw::Says(200, json, "{\"a\":".to_owned()),
            Raw::Says(200, json, "[".repeat(100_000)),
            Raw::Says(500, json, "{\"error\":\"server_error\"}".to_owned()),
            Raw::Says(503, "text/html", html()),
            Raw::Says(429, json, "{\"error\":\"slow_down\"}".to_owned()),
            Raw::Bytes(10 * 1024 * 1024),
            Raw::To("http://169.254.169.254/latest/meta-data".to_owned()),
            Raw::To("/elsewhere".to_owned()),
        ]
    };
    let cases = ASKED.into_iter().flat_map(|(path, provider)| raws().map(|raw| (raw, path, provider)));
    for (number, (raw, path, provider)) in cases.enumerate() {
        let answer = with(raw, path, provider).await;
        assert_eq!(answer.status, 502, "{path} of {provider}, {}", number % 13);
        answer.is_problem(502, "provider_failed");
    }
}

/// RFC 6749 section 7.1: a token of a type that is not understood is not used.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_another_type_is_none() {
    for (provider, token_type, status) in
        [("oidc", "mac", 502), ("plain", "DPoP", 502), ("oidc", "BEARER", 200), ("plain", "bearer", 200)]
    {
        let app = SignInApp::start(Kind::Sqlite).await;
        app.provider.is("a", json!("a@x.org"), json!(true));
        app.provider.script(|script| script.tokens = json!({"token_type": token_type}));
        let answer = app.sign_in(provider).await;
        assert_eq!(answer.status, status, "{token_type}");
    }
}

/// AV-03: a provider that does not answer, or never ends, is waited for ten seconds, and no longer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_too_long_is_504() {
    let cases = ASKED.into_iter().flat_map(|(path, provider)| {
        [Raw::Hangs, Raw::Drips].map(|raw| async move { with(raw, path, provider).await })
    });
    for answer in join_all(cases).await {
        answer.is_problem(504, "provider_timeout");
    }
}

/// AV-03: however that is divided among requests.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_requests_of_a_sign_in_have_one_deadline() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    for path in ["/token", "/userinfo"] {
        let slow = Raw::Slow(std::time::Duration::from_secs(6));
        app.provider.script(|script| script.raw.insert(path, slow));
    }
    app.sign_in("oidc").await.is_problem(504, "provider_timeout");
    assert_eq!((app.provider.asked("/token"), app.provider.asked("/userinfo")), (1, 1));
}

/// A provider that is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_gone_is_502() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let app = SignInApp::start_built(Kind::Sqlite, crate::support::options(), |builder, _| {
        let (oidc, plain) = (crate::support::sign_in::oidc(&gone), crate::support::sign_in::plain(&gone));
        builder.provider(oidc.named("gone-oidc")).provider(plain.named("gone-plain"))
    })
    .await;
    app.get_as_stranger("/auth/gone-oidc/authorize").await.is_problem(502, "provider_failed");
    Trip::begin(&app, "gone-plain").await.end(&app).await.is_problem(502, "provider_failed");
}

/// OA-13: a server whose certificate nobody vouches for is told nothing: this one is Redis, which speaks TLS as well as any.
#[tokio::test]
async fn a_provider_that_nobody_vouches_for_is_502() {
    let redis = reqwest::Url::parse(&harness::server("TEST_REDIS_TLS_URL")).unwrap();
    let impostor = format!("https://localhost:{}", redis.port().unwrap());
    let app = SignInApp::start_built(Kind::Sqlite, crate::support::options(), |builder, _| {
        let oidc = crate::support::sign_in::oidc(&impostor).named("false-oidc");
        builder.provider(oidc).provider(crate::support::sign_in::plain(&impostor).named("false-plain"))
    })
    .await;
    let trip = Trip::begin(&app, "false-plain").await;
    let told = |log: &Log| {
        let text = log.text();
        text.lines().any(|line| line.contains(" fastauth::") && line.contains("certificate"))
    };
    let (log, _capture) = Log::capture();
    app.get_as_stranger("/auth/false-oidc/authorize").await.is_problem(502, "provider_failed");
    assert!(told(&log), "{}", log.text());
    log.clear();
    trip.end(&app).await.is_problem(502, "provider_failed");
    assert!(told(&log), "{}", log.text());
}

/// What a provider refuses, it may refuse in any words.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_provider_refuses_is_400() {
    let json = "application/json";
    for provider in ["oidc", "plain"] {
        for (status, body) in [
            (400, json!({"error": "invalid_grant", "error_description": "canary"})),
            (401, json!({"error": "invalid_client"})),
            (403, json!({"error": "something_of_its_own"})),
            // As GitHub does.
            (200, json!({"error": "bad_verification_code", "error_description": "canary"})),
        ] {
            let answer = with(Raw::Says(status, json, body.to_string()), "/token", provider).await;
            answer.is_problem(400, "oauth_exchange");
        }
    }
    for (path, provider) in [("/userinfo", "oidc"), ("/api/user", "plain")] {
        let answer = with(Raw::Says(401, json, "{}".to_owned()), path, provider).await;
        answer.is_problem(400, "oauth_exchange");
    }
}

/// Whoever changes their mind at the provider, or is not let in there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_let_in_there_is_told_so() {
    let app = SignInApp::start(Kind::Sqlite).await;
    for error in ["access_denied", "login_required", "server_error", "<script>canary</script>", ""] {
        let trip = Trip::begin(&app, "oidc").await;
        let parameters = [
            ("error", error.to_owned()),
            ("error_description", "canary".to_owned()),
            ("state", trip.state().to_owned()),
        ];
        let answer = trip.come_back(&app, &parameters).await;
        answer.is_problem(400, "oauth_denied");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("canary"));
        assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
        // It is over.
        let again = trip.come_back(&app, &trip.parameters(&app.provider)).await;
        again.is_problem(400, "oauth_state");
        // Without a state that holds, nobody is told what the provider says.
        let forged = [("error", error.to_owned()), ("state", "a".repeat(43))];
        come_back(&app, "oidc", &forged, None).await.is_problem(400, "oauth_state");
    }
    assert_eq!(app.provider.asked("/token"), 0);
}

/// What a browser comes back with, where the answer names this issuer, or none.
fn naming(app: &SignInApp, trip: &Trip, issuer: Option<&str>) -> Vec<(&'static str, String)> {
    let mut parameters = trip.parameters(&app.provider);
    parameters.retain(|(name, _)| *name != "iss");
    parameters.extend(issuer.map(|issuer| ("iss", issuer.to_owned())));
    parameters
}

/// OA-04: an answer is of the provider that was asked, letter for letter; and where it says that it names itself, it does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_of_the_provider_that_was_asked() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let issuer = app.provider.issuer.clone();
    let wrong = [
        Some("https://evil.example".to_owned()),
        Some(format!("{issuer}/")),
        Some(issuer.to_uppercase()),
        Some(String::new()),
        None,
    ];
    for named in wrong {
        let trip = Trip::begin(&app, "oidc").await;
        trip.come_back(&app, &naming(&app, &trip, named.as_deref())).await.is_problem(400, "oauth_state");
        assert_eq!(app.provider.asked("/token"), 0, "{named:?}");
        // Nor is an error another's; one that names nobody may be anybody's, and lets nobody in.
        let trip = Trip::begin(&app, "oidc").await;
        let mut parameters = vec![("error", "access_denied".to_owned()), ("state", trip.state().to_owned())];
        parameters.extend(named.clone().map(|named| ("iss", named)));
        let code = if named.is_some() { "oauth_state" } else { "oauth_denied" };
        trip.come_back(&app, &parameters).await.is_problem(400, code);
    }
    app.sign_in("oidc").await.is(200);

    // One that does not name itself need not; but nobody else may.
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.provider.script(|script| {
        script.metadata = json!({"authorization_response_iss_parameter_supported": null});
    });
    let trip = Trip::begin(&app, "oidc").await;
    trip.come_back(&app, &naming(&app, &trip, None)).await.is(200);
    let trip = Trip::begin(&app, "oidc").await;
    trip.come_back(&app, &naming(&app, &trip, Some("https://evil.example")))
        .await
        .is_problem(400, "oauth_state");

    // Nor of plain OAuth 2, where the configuration says who that is.
    let app = SignInApp::start_built(Kind::Sqlite, crate::support::options(), |builder, provider| {
        let named = oauth2(&provider.issuer, client()).issuer(&provider.issuer);
        builder.provider(Provider::new("named", named))
    })
    .await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    for named in [None, Some("https://evil.example".to_owned()), Some(format!("{}/", app.provider.issuer))] {
        let trip = Trip::begin(&app, "named").await;
        trip.come_back(&app, &naming(&app, &trip, named.as_deref())).await.is_problem(400, "oauth_state");
    }
    assert_eq!(app.provider.asked("/token"), 0);
    app.sign_in("named").await.is(200);
}

/// OA-13: nor where another server would answer in the provider's name; unless the configuration says that it does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_server_is_asked_where_the_configuration_says_so() {
    for (member, path) in
        [("jwks_uri", "/jwks"), ("token_endpoint", "/token"), ("userinfo_endpoint", "/userinfo")]
    {
        let other = ScriptedProvider::start().await;
        let app = SignInApp::start_built(Kind::Sqlite, crate::support::options(), |builder, provider| {
            let client = client().origin(&other.issuer);
            builder.provider(Provider::new("wider", OpenIdConnect::new(&provider.issuer, client)))
        })
        .await;
        for provider in [&app.provider, &other] {
            provider.is("a", json!("a@x.org"), json!(true));
        }
        app.provider.script(|script| script.metadata = json!({(member): format!("{}{path}", other.issuer)}));
        app.try_sign_in("oidc").await.is_problem(502, "provider_failed");
        assert!(other.script(|script| script.asked.is_empty()), "{member}");
        let answer = app.try_sign_in("wider").await;
        assert_eq!(other.asked(path), 1, "{member}");
        // It does not know the code that the provider gave.
        assert_eq!(answer.status, if path == "/token" { 400 } else { 200 }, "{member}");
    }
}

/// OA-13: nor where the provider sends it there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_asked_whom_a_redirect_names() {
    for (path, provider) in ASKED {
        let other = ScriptedProvider::start().await;
        other.is("a", json!("a@x.org"), json!(true));
        let answer = with(Raw::To(format!("{}{path}", other.issuer)), path, provider).await;
        answer.is_problem(502, "provider_failed");
        assert!(other.script(|script| script.asked.is_empty()), "{path}");
    }
}

/// OA-13: a provider cannot have the service ask whom it likes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_names_no_server_but_its_own() {
    let metadata = |name: &str, url: &str| json!({(name): url});
    for url in
        ["http://127.0.0.1:1/a", "http://169.254.169.254/a", "https://evil.example/a", "file:///etc/passwd"]
    {
        for name in ["jwks_uri", "authorization_endpoint", "token_endpoint", "userinfo_endpoint"] {
            let app = SignInApp::start(Kind::Sqlite).await;
            app.provider.is("a", json!("a@x.org"), json!(true));
            app.provider.script(|script| script.metadata = metadata(name, url));
            let answer = app.try_sign_in("oidc").await;
            assert_eq!(answer.status, 502, "{name}: {url}");
            answer.is_problem(502, "provider_failed");
            assert!(app.auth.get_user_by_email("a@x.org").await.is_err());
        }
    }
    for issuer in ["https://evil.example", "none", "", "/"] {
        let app = SignInApp::start(Kind::Sqlite).await;
        let issuer = match issuer {
            "none" => Value::Null,
            "/" => json!(format!("{}/", app.provider.issuer)),
            issuer => json!(issuer),
        };
        app.provider.script(|script| script.metadata = json!({"issuer": issuer}));
        app.get_as_stranger("/auth/oidc/authorize").await.is_problem(502, "provider_failed");
    }
}

/// A provider that was away is asked again; what it said of itself is not asked for each time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_was_away_comes_back() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let down = Raw::Says(503, "text/plain", String::new());
    app.provider.script(|script| script.raw.insert(DISCOVERY, down));
    app.get_as_stranger("/auth/oidc/authorize").await.is_problem(502, "provider_failed");
    app.provider.script(|script| script.raw.clear());
    // Not at once: anybody could have it asked.
    app.get_as_stranger("/auth/oidc/authorize").await.is_problem(502, "provider_failed");
    assert_eq!(app.provider.asked(DISCOVERY), 1);
    app.clock.advance(time::Duration::seconds(5));
    for _ in 0..3 {
        app.sign_in("oidc").await.is(200);
    }
    assert_eq!(app.provider.asked(DISCOVERY), 2);
    app.clock.advance(time::Duration::hours(1));
    app.sign_in("oidc").await.is(200);
    assert_eq!(app.provider.asked(DISCOVERY), 3);
    // What it said is good for a while, where it does not say it again.
    let down = Raw::Says(503, "text/plain", String::new());
    app.provider.script(|script| script.raw.insert(DISCOVERY, down));
    app.clock.advance(time::Duration::hours(2));
    app.sign_in("oidc").await.is(200);
    app.clock.advance(time::Duration::hours(24));
    app.get_as_stranger("/auth/oidc/authorize").await.is_problem(502, "provider_failed");
    user(&app, "a@x.org").await;
}

/// A database that is away while somebody comes back: they are nobody (HT-09).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_fails_lets_nobody_in() {
    let tables = ["fastauth_user_states", "oauth_accounts", "users", "fastauth_user_sessions"];
    for (kind, table) in KINDS.into_iter().flat_map(|kind| tables.map(|table| (kind, table))) {
        let app = SignInApp::start(kind).await;
        app.provider.is("a", json!("a@x.org"), json!(true));
        let trip = Trip::begin(&app, "oidc").await;
        app.database.execute(&format!("ALTER TABLE {table} RENAME TO away")).await;
        let answer = trip.end(&app).await;
        answer.is_problem(503, "unavailable");
        assert!(
            answer
                .headers
                .get_all("set-cookie")
                .iter()
                .all(|cookie| !cookie.to_str().unwrap().contains("token"))
        );
    }
}

/// HT-09: nor links or gives up an account while the table is away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_fails_links_nothing() {
    for kind in KINDS {
        let app = SignInApp::start(kind).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        app.provider.is("a", json!("a@x.org"), json!(true));
        app.link("oidc", &tokens.access).await.is(200);
        let linked = app.linked(&tokens.access).await;
        let path = format!("/auth/oauth/accounts/{}", linked[0]["id"].as_str().unwrap());
        let trip = Trip::begin_link(&app, "plain", &tokens.access).await;
        app.database.execute("ALTER TABLE oauth_accounts RENAME TO away").await;
        for answer in [
            trip.end(&app).await,
            app.delete(&path, &tokens.access).await,
            app.get("/auth/oauth/accounts", &tokens.access).await,
        ] {
            answer.is_problem(503, "unavailable");
        }
        app.database.execute("ALTER TABLE away RENAME TO oauth_accounts").await;
        assert_eq!(app.linked(&tokens.access).await, linked, "{kind:?}");
    }
}
