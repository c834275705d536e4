//! Where people are sent: to the provider, and to where they wanted to go.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fastauth::TokenLocation;
use serde_json::json;

use crate::support::scripted_provider::{CLIENT_ID, CLIENT_SECRET, form, url_encoded};
use crate::support::sign_in::{SignInApp, Trip, browser};
use crate::support::{Answer, Kind, options};

/// OA-03, OA-10, OA-15: the code flow with PKCE, to the redirect URI that is configured, with what the service asks for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_sent_with_what_the_service_chooses() {
    let app = SignInApp::start(Kind::Sqlite).await;
    for provider in ["oidc", "plain"] {
        app.provider.is("a", json!(format!("{provider}@x.org")), json!(true));
        let path = format!("/auth/{provider}/authorize");
        let evil = "?scope=admin&scopes=admin&prompt=none&client_id=evil&redirect_uri=https://evil.example&nonce=a&state=b";
        let trip = Trip::begin(&app, provider).await;
        let other = Trip::begin_at(&app, provider, &format!("{path}{evil}")).await;
        let request = browser()
            .get(app.url(&path))
            .header("host", "evil.example")
            .header("x-forwarded-host", "evil.example");
        let hosted = Answer::read(request.send().await.unwrap()).await.is(303);
        let hosted = form(hosted.header("location").unwrap().split_once('?').unwrap().1.as_bytes());
        for query in [&trip.query, &other.query, &hosted] {
            let mut names: Vec<&str> = query.keys().map(String::as_str).collect();
            names.sort_unstable();
            let expected: &[&str] = match provider {
                "oidc" => &[
                    "client_id",
                    "code_challenge",
                    "code_challenge_method",
                    "nonce",
                    "redirect_uri",
                    "response_type",
                    "scope",
                    "state",
                    "tenant",
                ],
                _ => &[
                    "client_id",
                    "code_challenge",
                    "code_challenge_method",
                    "redirect_uri",
                    "response_type",
                    "scope",
                    "state",
                ],
            };
            assert_eq!(names, expected, "{provider}");
            assert_eq!(query["client_id"], CLIENT_ID);
            assert_eq!(
                (query["response_type"].as_str(), query["code_challenge_method"].as_str()),
                ("code", "S256")
            );
            assert_eq!(query["redirect_uri"], format!("https://service.example/auth/{provider}/callback"));
            let scope = if provider == "oidc" { "openid email profile" } else { "read:user" };
            assert_eq!(query["scope"], scope);
            assert_eq!((query["state"].len(), query["code_challenge"].len()), (43, 43));
        }
        for name in ["state", "code_challenge", "nonce"] {
            if let (Some(one), Some(other)) = (trip.query.get(name), other.query.get(name)) {
                assert_ne!(one, other, "{name}");
            }
        }
        // The verifier goes to the provider alone, and fits the challenge.
        trip.end(&app).await.is(200);
        let sent = app.provider.script(|script| script.exchanges.last().cloned()).unwrap();
        assert_eq!(sent["code_verifier"].len(), 43);
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, sent["code_verifier"].as_bytes()));
        assert_eq!(challenge, trip.query["code_challenge"]);
        assert!(
            !sent.contains_key("client_secret")
                && !trip.query.values().any(|value| value.contains(CLIENT_SECRET))
        );
    }
}

/// OA-12: cookies and a redirect; no token is in an address, and no page is told where somebody comes from.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_end_where_they_wanted_to_go() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    for (wanted, told) in [
        ("/welcome?from=a#part", "/welcome?from=a#part"),
        ("https://front.example/in", "https://front.example/in"),
        ("https://service.example/in", "https://service.example/in"),
    ] {
        let path = format!("/auth/oidc/authorize?redirect_to={}", url_encoded(wanted));
        let trip = Trip::begin_at(&app, "oidc", &path).await;
        assert!(!trip.sent.header("location").unwrap().contains("welcome"));
        let answer = trip.end(&app).await.is(303);
        assert_eq!(answer.header("location"), Some(told));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert!(answer.bytes.is_empty());
        let cookies: Vec<&str> =
            answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        let access =
            cookies.iter().find_map(|cookie| cookie.strip_prefix("__Host-access_token_cookie=")).unwrap();
        let access = access.split(';').next().unwrap();
        let request = browser()
            .get(app.url("/users/me"))
            .header("cookie", format!("__Host-access_token_cookie={access}"));
        Answer::read(request.send().await.unwrap()).await.is(200);
        assert!(!answer.header("location").unwrap().contains(access));
    }
}

/// OT-08, OA-12: to nobody else's pages, however that is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_sent_to_nobody_elses_pages() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    for target in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/%2Fevil.example",
        "/%5cevil.example",
        "/%252f%252fevil.example",
        "/.//evil.example/://",
        "/..//evil.example://y",
        "blob:https://service.example/a",
        "https:evil.example",
        "https://front.example.evil.example/",
        "https://front.example@evil.example/",
        "https://front.example:444/",
        "http://front.example/",
        "https://user:password@front.example/",
        "javascript:alert(1)",
        "data:text/html,a",
        "/a\r\nset-cookie: a=b",
        "/\u{0}",
        "/\t/evil.example",
        "",
        "welcome",
        &format!("/{}", "a".repeat(2000)),
    ] {
        let query = format!("redirect_to={}", url_encoded(target));
        let answer = app.get_as_stranger(&format!("/auth/oidc/authorize?{query}")).await;
        answer.is_refused_field("redirect_to", "invalid");
        assert!(answer.header("location").is_none() && answer.header("set-cookie").is_none(), "{target:?}");
        let answer = app.post_with_token(&format!("/auth/oidc/link?{query}"), &tokens.access).await;
        answer.is_refused_field("redirect_to", "invalid");
    }
}

/// By a redirect there are cookies or nothing; and where they come first, they are the answer without one, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_travel_as_the_service_says() {
    let with = async |locations: &[TokenLocation]| {
        let mut options = options();
        options.config.token_locations = locations.to_vec();
        let app = SignInApp::start_built(Kind::Sqlite, options, |builder, _| builder).await;
        app.provider.is("a", json!("a@x.org"), json!(true));
        app
    };
    let app = with(&[TokenLocation::Bearer]).await;
    app.get_as_stranger("/auth/oidc/authorize?redirect_to=/")
        .await
        .is_refused_field("redirect_to", "invalid");
    let tokens = app.signed_in_by("oidc").await;
    // No token travels with what is linked.
    let request =
        browser().post(app.url("/auth/plain/link?redirect_to=/settings")).bearer_auth(tokens.access);
    let sent = Answer::read(request.send().await.unwrap()).await;
    let linked = Trip::of("plain", sent).end(&app).await.is(303);
    assert_eq!(linked.header("location"), Some("/settings"));

    let app = with(&[TokenLocation::Cookie, TokenLocation::Bearer]).await;
    let answer = app.sign_in("oidc").await.is(303);
    assert_eq!(answer.header("location"), Some("/"));
    assert!(answer.bytes.is_empty() && answer.headers.get_all("set-cookie").iter().count() == 3);
}

/// CK-08: another site's page does not begin a sign-in in its visitor's name; a link of a trusted origin's does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_sites_page_begins_nothing() {
    let app = SignInApp::start(Kind::Sqlite).await;
    for (site, referer, status) in [
        (Some("cross-site"), None, 403),
        (Some("same-site"), None, 403),
        (Some("cross-site"), Some("https://evil.example/"), 403),
        (Some("cross-site"), Some("https://front.example.evil.example/"), 403),
        (Some("cross-site"), Some("https://front.example/login"), 303),
        (Some("same-origin"), None, 303),
        (Some("none"), None, 303),
        (None, None, 303),
        (None, Some("https://evil.example/"), 403),
        (None, Some("https://service.example/login"), 303),
    ] {
        let mut request = browser().get(app.url("/auth/oidc/authorize"));
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        if let Some(referer) = referer {
            request = request.header("referer", referer);
        }
        let answer = Answer::read(request.send().await.unwrap()).await;
        assert_eq!(answer.status, status, "{site:?} {referer:?}");
        if status == 403 {
            answer.is_problem(403, "cross_site");
        }
    }
}

/// Whoever asks for the head of an answer only, neither is sent nor signs in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_signs_in_by_head() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let trip = Trip::begin(&app, "oidc").await;
    let parameters = trip.parameters(&app.provider);
    let query: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={}", url_encoded(value))).collect();
    for path in ["/auth/oidc/authorize".to_owned(), format!("/auth/oidc/callback?{}", query.join("&"))] {
        let request = browser().head(app.url(&path)).header("cookie", trip.cookie.clone());
        assert_eq!(request.send().await.unwrap().status(), 405, "{path}");
    }
    trip.come_back(&app, &parameters).await.is(200);
}

/// For a provider that answers by a form, the cookie goes along with another site's request, and nothing else does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_may_answer_by_a_form() {
    let app = SignInApp::start_built(Kind::Sqlite, options(), |builder, provider| {
        let client = crate::support::sign_in::client();
        let protocol = fastauth::oidc::OpenIdConnect::new(&provider.issuer, client).form_post();
        builder.provider(fastauth::provider::Provider::new("form", protocol))
    })
    .await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let trip = Trip::begin(&app, "form").await;
    assert_eq!(trip.query["response_mode"], "form_post");
    let set = trip.sent.header("set-cookie").unwrap();
    assert!(set.contains("SameSite=None") && set.contains("Secure"), "{set}");
    let parameters = trip.parameters(&app.provider);
    let body: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={}", url_encoded(value))).collect();
    let post = |media_type: &'static str| {
        let request = browser().post(app.url("/auth/form/callback")).header("content-type", media_type);
        let request = request.header("sec-fetch-site", "cross-site").header("origin", &app.provider.issuer);
        request.header("cookie", trip.cookie.clone()).body(body.join("&"))
    };
    let answer = Answer::read(post("text/plain").send().await.unwrap()).await;
    answer.is_problem(415, "unsupported_media_type");
    let answer = Answer::read(post("application/x-www-form-urlencoded").send().await.unwrap()).await;
    answer.is(200);
    let answer = Answer::read(post("application/x-www-form-urlencoded").send().await.unwrap()).await;
    answer.is_problem(400, "oauth_state");
}
