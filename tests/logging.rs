//! No secret in the log of a process, at any level, whoever writes it: fastauth, Diesel, hyper or a driver.
//!
//! A program of its own, since what threads and libraries log goes to the one subscriber of the process.

#[path = "support/mod.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "shared with the other tests")]
mod support;

use fastauth::Database;
use http::Method;
use serde_json::json;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Registry, fmt, reload};

use support::app::{SECRET, Tokens};
use support::log::Log;
use support::scripted_provider::{CLIENT_SECRET, Raw};
use support::sign_in::{SignInApp, Trip};
use support::{Kind, TestApp, maildir};

const CANARY: &str = "hunter2-hunter2-hunter2";

/// As a driver that shows bytes would print it.
fn as_numbers(secret: &str) -> String {
    let numbers: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
    numbers.join(", ")
}

/// Every flow, right and wrong; and what must not be in the log after it.
async fn secrets_of_every_flow(app: &TestApp) -> Vec<String> {
    app.post("/auth/register", json!({"email": "a@x.org", "password": CANARY})).await.is(201);
    let tokens = Tokens::read(&app.try_login("a@x.org", CANARY).await.is(200));
    app.try_login("a@x.org", &format!("{CANARY}x")).await;
    app.try_login(CANARY, CANARY).await;
    app.post("/auth/register", json!({"email": "b@x.org", "password": {"a": CANARY}})).await.is(422);
    app.post("/auth/register", json!({"email": CANARY, "password": [CANARY]})).await.is(422);
    app.post_bytes("/auth/register", "application/json", format!("{{\"password\": {CANARY}")).await.is(400);
    app.get("/demo/user", &tokens.access).await.is(200);
    app.get("/demo/admin", &tokens.access).await.is(403);
    let next = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
    app.clock.advance(time::Duration::seconds(11));
    app.refresh(&tokens.refresh).await.is(401);
    app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
    app.get("/demo/user", &format!("{}x", tokens.access)).await.is(401);
    let hash = app.auth.get_user_by_email("a@x.org").await.unwrap().hashed_password;
    let tag = hash.expose().rsplit('$').next().unwrap().to_owned();
    let signature = tokens.access.rsplit('.').next().unwrap().to_owned();
    vec![CANARY.to_owned(), SECRET.to_owned(), signature, tokens.access, tokens.refresh, next.refresh, tag]
}

/// What is mailed, used or not, and the passwords and cookies that follow it: what must not be in the log. No
/// answer holds what is mailed, either.
async fn secrets_of_every_mail(app: &TestApp) -> Vec<String> {
    const NEXT: &str = "trombone-by-the-river";
    const LAST: &str = "a-kettle-in-the-attic";
    let (_, admin) = app.admin().await;
    let mut answers = vec![app.post("/auth/register", json!({"email": "m@x.org", "password": CANARY})).await];
    answers.push(app.post("/auth/request-verify-token", json!({"email": "m@x.org"})).await);
    let verify = app.mailed_token("m@x.org", "verify").await;
    answers.push(app.post("/auth/verify", json!({"token": verify})).await);
    answers.push(app.post("/auth/forgot-password", json!({"email": "m@x.org"})).await);
    let reset = app.mailed_token("m@x.org", "reset").await;
    answers.push(app.post("/auth/reset-password", json!({"token": reset, "password": NEXT})).await);
    answers.push(app.post("/auth/reset-password", json!({"token": reset, "password": LAST})).await);
    let tokens = Tokens::read(&app.try_login("m@x.org", NEXT).await.is(200));
    answers.push(app.send(Method::PATCH, "/users/me", &tokens.access, json!({"email": "n@x.org"})).await);
    let change = app.mailed_token("n@x.org", "email_change").await;
    answers.push(app.post("/auth/verify", json!({"token": change})).await);
    let tokens = Tokens::read(&app.try_login("n@x.org", NEXT).await.is(200));
    let body = json!({"current_password": NEXT, "new_password": LAST});
    answers.push(app.send(Method::POST, "/auth/change-password", &tokens.access, body).await);
    answers.push(app.send(Method::POST, "/users", &admin, json!({"email": "i@x.org"})).await);
    let invite = app.mailed_token("i@x.org", "invite").await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [201, 202, 200, 202, 204, 400, 200, 200, 204, 201]);

    let mailed = [verify, reset, change, invite];
    for answer in &answers {
        let text = format!("{:?}{}", answer.headers, String::from_utf8_lossy(&answer.bytes));
        assert!(mailed.iter().all(|token| !text.contains(token)), "what is mailed is in an answer: {text}");
    }
    let login = json!({"username": "n@x.org", "password": LAST});
    let cookies = app.post("/auth/token/login?transport=cookie", login).await.is(204);
    let cookies = cookies.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookies: Vec<_> = cookies.map(|cookie| cookie.split(['=', ';']).nth(1).unwrap().to_owned()).collect();
    assert_eq!(cookies.len(), 2);
    mailed.into_iter().chain(cookies).chain([NEXT.to_owned(), LAST.to_owned(), tokens.refresh]).collect()
}

/// What the mailer hands over, and the password that it does so with.
async fn secrets_of_the_mailer() -> Vec<String> {
    let mailer = maildir::mailer().build().unwrap();
    let app = TestApp::start_with_hooks(Kind::Sqlite, support::options(), mailer).await;
    let email = maildir::fresh("logged");
    app.register(&email).await;
    app.post("/auth/request-verify-token", json!({"email": email})).await.is(202);
    app.auth.finish_background().await;
    let token = maildir::mails_to(&email).pop().unwrap().token("verify");
    vec![token, "a p@ss/word".to_owned(), "a%20p%40ss%2Fword".to_owned()]
}

/// What goes to a provider and comes from one, right and wrong.
async fn secrets_of_providers(kind: Kind) -> Vec<String> {
    let app = SignInApp::start(kind).await;
    app.provider.script(|script| {
        script.claims =
            json!({"sub": "a", "email": "canary-address@x.org", "email_verified": true, "at_hash": null});
        script.tokens = json!({"access_token": "canary-access-9f3b", "refresh_token": "canary-refresh-77a1"});
    });
    let mut secrets = vec![CLIENT_SECRET.to_owned(), "canary".to_owned()];
    for right in [true, false] {
        let trip = Trip::begin(&app, "oidc").await;
        let parameters = trip.parameters(&app.provider);
        if !right {
            app.provider.script(|script| script.claims["nonce"] = json!("another"));
        }
        let answer = trip.come_back(&app, &parameters).await;
        assert_eq!(answer.status, if right { 200 } else { 400 });
        let sent = app.provider.script(|script| script.exchanges.last().cloned()).unwrap();
        let sealed = trip.cookie.split_once('=').unwrap().1.to_owned();
        secrets.extend([
            parameters[0].1.clone(),
            sent["code_verifier"].clone(),
            trip.query["nonce"].clone(),
            sealed,
        ]);
        trip.come_back(&app, &parameters).await.is(400);
    }
    let html = "<html>canary</html>".to_owned();
    for (path, raw) in [
        (
            "/token",
            Raw::Says(
                400,
                "application/json",
                "{\"error\":\"invalid_grant\",\"error_description\":\"canary\"}".to_owned(),
            ),
        ),
        ("/token", Raw::Says(200, "text/html", html.clone())),
        ("/jwks", Raw::Says(500, "text/html", html)),
    ] {
        app.provider.script(|script| {
            script.raw.clear();
            script.raw.insert(path, raw);
            script.header = json!({"kid": "unknown"});
        });
        assert!([400, 502].contains(&app.sign_in("oidc").await.status));
    }
    secrets
}

/// SC-02, HT-04, OT-12: on each database, and with the words that warn of the one driver that would tell.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_secret_is_logged() {
    let log = Log::default();
    let (filter, everything) = reload::Layer::new(EnvFilter::new("trace"));
    let layer = fmt::layer().with_ansi(false).with_writer(log.clone());
    tracing::subscriber::set_global_default(Registry::default().with(filter).with(layer)).unwrap();
    tracing_log::LogTracer::init().unwrap();

    let postgres = support::database::TestDatabase::create(Kind::Postgres).await;
    const WARNING: &str = "`tokio_postgres` logs the values of every statement";
    Database::connect(&postgres.url).await.unwrap();
    assert!(log.text().contains(WARNING), "who lets it tell is warned");
    log.clear();
    everything.reload("trace,tokio_postgres=info").unwrap();
    Database::connect(&postgres.url).await.unwrap();
    assert!(!log.text().contains(WARNING));

    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let app = TestApp::start(kind).await;
        let mut secrets = secrets_of_every_flow(&app).await;
        secrets.extend(secrets_of_every_mail(&app).await);
        secrets.extend(secrets_of_the_mailer().await);
        secrets.extend(secrets_of_providers(kind).await);
        let text = log.text();
        assert!(
            ["registered", "login_succeeded", "hyper", "sent a mail"]
                .iter()
                .all(|words| text.contains(words)),
            "{kind:?}"
        );
        for secret in secrets {
            for written in [secret.clone(), as_numbers(&secret)] {
                if let Some(at) = text.find(&written) {
                    let line = text[..at].rfind('\n').map_or(0, |line| line + 1);
                    panic!("{kind:?}: a secret in the log: {}", &text[line..at]);
                }
            }
        }
        log.clear();
    }
}
