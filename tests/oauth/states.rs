//! What ties an answer to the browser that asked.

use futures_util::future::join_all;
use serde_json::json;
use time::Duration;

use crate::support::sign_in::{SignInApp, Trip, browser, come_back, user};
use crate::support::{Answer, Kind};

/// What a stranger's script could tell two answers apart by.
fn told(answer: &Answer) -> String {
    let headers: Vec<_> = answer.headers.iter().filter(|(name, _)| *name != "date").collect();
    format!("{} {headers:?} {:?}", answer.status, answer.bytes)
}

/// With the last letter of a text another.
fn tampered(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 2);
    format!("{rest}{}", if last.starts_with('A') { "BA" } else { "AA" })
}

on_every_database_with_providers! {
    /// OA-01, OA-02: from another browser, replayed, expired, missing, tampered or of another provider's: one answer, and nobody
    /// was asked for anything.
    async fn a_state_is_good_for_one_browser_and_once(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        let used = Trip::begin(&app, "oidc").await;
        let used_with = used.parameters(&app.provider);
        used.come_back(&app, &used_with).await.is(200);
        let exchanges = app.provider.asked("/token");

        let trip = Trip::begin(&app, "oidc").await;
        let other = Trip::begin(&app, "oidc").await;
        let right = trip.parameters(&app.provider);
        let with = |changed: &str, value: Option<String>| {
            let mut parameters = right.clone();
            parameters.retain(|(name, _)| *name != changed);
            parameters.extend(value.map(|value| ("state", value)));
            parameters
        };
        let (name, value) = trip.cookie.split_once('=').unwrap();
        let (_, value_of_other) = other.cookie.split_once('=').unwrap();
        let cases: Vec<(&str, Answer)> = vec![
            ("replayed", used.come_back(&app, &used_with).await),
            ("no cookie", come_back(&app, "oidc", &right, None).await),
            ("another browser's cookie", come_back(&app, "oidc", &right, Some(&other.cookie)).await),
            (
                "another sign-in's value",
                come_back(&app, "oidc", &right, Some(&format!("{name}={value_of_other}"))).await,
            ),
            ("a tampered cookie", come_back(&app, "oidc", &right, Some(&tampered(&trip.cookie))).await),
            ("an empty cookie", come_back(&app, "oidc", &right, Some(&format!("{name}="))).await),
            (
                "two cookies of one name",
                come_back(&app, "oidc", &right, Some(&format!("{name}={value}; {name}={value}"))).await,
            ),
            ("no state", trip.come_back(&app, &with("state", None)).await),
            ("an empty state", trip.come_back(&app, &with("state", Some(String::new()))).await),
            ("a tampered state", trip.come_back(&app, &with("state", Some(tampered(trip.state())))).await),
            ("a shorter state", trip.come_back(&app, &with("state", Some(trip.state()[..42].to_owned()))).await),
            ("no text", trip.come_back(&app, &with("state", Some("\u{0}\u{fffd}".to_owned()))).await),
            ("another provider's", come_back(&app, "plain", &right, Some(&trip.cookie)).await),
            ("two states", {
                let mut parameters = right.clone();
                parameters.push(("state", trip.state().to_owned()));
                trip.come_back(&app, &parameters).await
            }),
            ("nothing at all", come_back(&app, "oidc", &[], None).await),
        ];
        let first = told(&cases[0].1);
        for (case, answer) in &cases {
            answer.is_problem(400, "oauth_state");
            assert_eq!(told(answer), first, "{case}");
        }
        assert_eq!(app.provider.asked("/token"), exchanges, "nobody was asked");

        app.clock.advance(Duration::minutes(10));
        assert_eq!(told(&trip.come_back(&app, &right).await), first, "expired");
        assert_eq!(app.provider.asked("/token"), exchanges);
        let trip = Trip::begin(&app, "oidc").await;
        app.clock.advance(Duration::minutes(9));
        trip.end(&app).await.is(200);
    }

    /// OA-02: of many callbacks with one state, one is taken.
    async fn many_callbacks_with_one_state_are_one(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        let trip = Trip::begin(&app, "oidc").await;
        let parameters = trip.parameters(&app.provider);
        let answers = join_all((0..8).map(|_| trip.come_back(&app, &parameters))).await;
        let taken: Vec<u16> = answers.iter().map(|answer| answer.status).filter(|status| *status == 200).collect();
        assert_eq!(taken.len(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            answer.is_problem(400, "oauth_state");
        }
        assert_eq!(app.provider.asked("/token"), 1);
    }

    /// AV-05: what was used is forgotten once it has expired; nothing is kept of those who do not come back.
    async fn used_states_are_removed(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        Trip::begin(&app, "oidc").await;
        for _ in 0..2 {
            app.sign_in("oidc").await.is(200);
        }
        assert_eq!(app.auth.remove_expired().await.unwrap().oauth_states, 0);
        app.clock.advance(Duration::minutes(11));
        assert_eq!(app.auth.remove_expired().await.unwrap().oauth_states, 2);
        assert_eq!(app.auth.remove_expired().await.unwrap().oauth_states, 0);
    }
}

/// OA-01: the cookie is this host's alone, unreadable to scripts, and gone with the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_is_of_this_host_and_for_a_while() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let trip = Trip::begin(&app, "oidc").await;
    let set = trip.sent.header("set-cookie").unwrap();
    let (name, _) = trip.cookie.split_once('=').unwrap();
    assert!(name.starts_with("__Host-oauth_state_"), "{set}");
    for attribute in ["HttpOnly", "Secure", "Path=/", "SameSite=Lax", "Max-Age=600"] {
        assert!(set.split("; ").any(|part| part == attribute), "{attribute}: {set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    // Neither the verifier nor the state is legible in it, and it is as long as any browser takes.
    assert!(!set.contains(trip.state()) && set.len() < 4096);
    assert_eq!(trip.sent.header("cache-control"), Some("no-store"));
    assert_eq!(trip.state().len(), 43);

    let answer = trip.end(&app).await.is(200);
    let removed = answer.header("set-cookie").unwrap();
    assert!(removed.starts_with(&format!("{name}=;")) && removed.contains("Max-Age=0"), "{removed}");
}

/// Pages in several tabs do not disturb each other; and a browser that begins again and again does not end with a hundred cookies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_sign_ins_can_be_under_way() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let (one, two) = (Trip::begin(&app, "oidc").await, Trip::begin(&app, "oidc").await);
    let both = format!("{}; {}", one.cookie, two.cookie);
    for trip in [&two, &one] {
        come_back(&app, "oidc", &trip.parameters(&app.provider), Some(&both)).await.is(200);
    }
    // Nor does what another host of the domain has set hide it, in whatever bytes.
    let trip = Trip::begin(&app, "oidc").await;
    let among_others = format!("a=é; {}", trip.cookie);
    come_back(&app, "oidc", &trip.parameters(&app.provider), Some(&among_others)).await.is(200);
    let mut trips = Vec::new();
    for _ in 0..4 {
        trips.push(Trip::begin(&app, "oidc").await.cookie);
    }
    let request = browser().get(app.url("/auth/oidc/authorize")).header("cookie", trips.join("; "));
    let answer = Answer::read(request.send().await.unwrap()).await.is(303);
    let set: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(set.iter().filter(|cookie| cookie.contains("Max-Age=0")).count(), 4, "{set:?}");
    assert_eq!(set.len(), 5);
}

/// OA-01: the secret that sealed a state may be replaced while somebody is at the provider.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_the_secret_keeps_nobody_out() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let trip = Trip::begin(&app, "oidc").await;
    let mut config = app.auth.config().clone();
    config.previous_secrets = vec![config.secret.clone()];
    config.secret = fastauth::Secret::new(*b"another secret, also of 32 bytes and more");
    let issuer = app.provider.issuer.clone();
    let options = crate::support::app::Options { config, connect: fastauth::ConnectOptions::default() };
    let database = crate::support::database::TestDatabase::create(Kind::Sqlite).await;
    let url = app.database.url.clone();
    let next = crate::support::TestApp::start_on(database, &url, options, |builder, _| {
        builder.provider(crate::support::sign_in::oidc(&issuer))
    });
    let next = next.await;
    come_back(&next, "oidc", &trip.parameters(&app.provider), Some(&trip.cookie)).await.is(200);
    user(&app, "a@x.org").await;
}

/// OA-02: what was begun to link an account links it, and signs nobody in; and the other way round.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_no_sign_in() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let (owner, tokens) = app.signed_in("owner@x.org").await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let linking = Trip::begin_link(&app, "oidc", &tokens.access).await;
    let signing_in = Trip::begin(&app, "oidc").await;
    // What the browser kept of the one, with the state of the other.
    for (one, other) in [(&signing_in, &linking), (&linking, &signing_in)] {
        let ((name, _), (_, value)) =
            (one.cookie.split_once('=').unwrap(), other.cookie.split_once('=').unwrap());
        let mixed = format!("{name}={value}");
        let answer = come_back(&app, "oidc", &one.parameters(&app.provider), Some(&mixed)).await;
        answer.is_problem(400, "oauth_state");
    }

    let answer = linking.end(&app).await.is(200);
    assert!(answer.json().get("access_token").is_none());
    assert_eq!(app.auth.oauth_accounts().list(owner.id, None, 10).await.unwrap().len(), 1);
}
