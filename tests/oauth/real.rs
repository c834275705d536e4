//! A certified provider, `oidc-provider`, and a browser that signs in on its pages.

use std::net::TcpListener;

use demo::routes::{App, Articles};
use fastauth::Secret;
use fastauth::oauth::{OAuth2, OAuthClient, UserInfo};
use fastauth::oidc::OpenIdConnect;
use fastauth::provider::Provider;
use fastauth::{Database, FastAuth};
use harness::{TestClock, serve_on, server};
use serde_json::{Value, json};

use super::tokens::User;
use crate::support::app::options;
use crate::support::browser::Browser;
use crate::support::database::TestDatabase;
use crate::support::{Kind, TestApp};

/// As `identity_provider.mjs` has them.
const CLIENT_ID: &str = "fastauth";
const CLIENT_SECRET: &str = "a+provider/s%secret:of=some-length";

const PAGE: &str = "<!doctype html><title>here</title><script>\
    async function me() { const answer = await fetch('/users/me'); return [answer.status, await answer.json()]; }\
    async function ask(method, path) { const answer = await fetch(path, {method}); return [answer.status, await answer.text()]; }\
    </script>";

fn client() -> OAuthClient {
    OAuthClient::new(CLIENT_ID).secret(Secret::new(CLIENT_SECRET)).dangerous_http_on_loopback()
}

fn providers() -> [Provider; 2] {
    let base = server("TEST_PROVIDER_URL");
    let user_info =
        UserInfo::at(format!("{base}/api/user")).account_id(&["/id"]).email_verified(&["/verified"]);
    let plain = OAuth2::new(client(), format!("{base}/auth"), format!("{base}/token"), user_info);
    [
        Provider::new("oidc", OpenIdConnect::new(base, client())),
        Provider::new("plain", plain.scopes(["read:user"])),
    ]
}

/// A port, and the URL of a service there: it has to be known before the service is built.
fn reserve() -> (TcpListener, String) {
    let reserved = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}", reserved.local_addr().unwrap().port());
    (reserved, url)
}

/// A service, where its own page is, too.
fn serve_with_page(reserved: TcpListener, router: axum::Router) {
    serve_on(reserved, router.route("/welcome", axum::routing::get(async || axum::response::Html(PAGE))));
}

/// The demo, where its own pages and redirects are, and a browser.
async fn start(kind: Kind) -> (TestApp, String, Browser) {
    let (reserved, url) = reserve();
    let mut options = options();
    options.config.public_base_url = Some(url.clone());
    let app = TestApp::start_built(kind, options, |builder, _| {
        providers().into_iter().fold(builder, |builder, provider| builder.provider(provider))
    })
    .await;
    let state = App { auth: app.auth.clone(), articles: Articles::default(), mailbox: app.mailbox.clone() };
    serve_with_page(reserved, demo::routes::router(&app.auth).with_state(state));
    (app, url, Browser::start().await)
}

/// Signs in on the provider's pages, and agrees.
async fn sign_in_there(browser: &Browser, login: &str) {
    browser.fill("input[name=login]", login).await;
    browser.fill("input[name=password]", "any password").await;
    browser.click("input[name=prompt][value=login] ~ button[type=submit]").await;
    browser.click("input[name=prompt][value=consent] ~ button[type=submit]").await;
}

async fn me(browser: &Browser) -> Value {
    browser.call("me", &[]).await
}

/// A browser goes to each, signs in there, and comes back signed in: the first time as somebody new, the second time as the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_comes_back_signed_in() {
    for (kind, provider) in [(Kind::Sqlite, "oidc"), (Kind::Postgres, "plain")] {
        let (app, url, browser) = start(kind).await;
        let login = format!("{provider}-ada@x.org");
        let begin = format!("{url}/auth/{provider}/authorize?redirect_to=/welcome");
        browser.go_to(&begin).await;
        sign_in_there(&browser, &login).await;
        browser.until_at(&format!("{url}/welcome")).await;
        let first = me(&browser).await;
        assert_eq!((&first[0], &first[1]["email"]), (&json!(200), &json!(login)), "{provider}");
        assert_eq!(first[1]["is_verified"], true);
        let names: Vec<String> =
            browser.cookies().await.iter().map(|cookie| cookie.name().to_owned()).collect();
        assert_eq!(
            names,
            ["__Host-access_token_cookie", "__Host-refresh_token_cookie"],
            "the state's is gone"
        );

        let left = browser.call("ask", &[json!("POST"), json!("/auth/token/logout")]).await;
        assert_eq!(left[0], 204);
        assert_eq!(me(&browser).await[0], 401);
        browser.go_to(&begin).await;
        browser.click("input[name=prompt][value=consent] ~ button[type=submit]").await;
        browser.until_at(&format!("{url}/welcome")).await;
        assert_eq!(me(&browser).await[1]["id"], first[1]["id"], "{provider}");
        drop(app);
        browser.close().await;
    }
}

/// Whoever changes their mind there, or has no address, or one that is not verified.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_certified_provider_says_is_understood() {
    let (app, url, browser) = start(Kind::Sqlite).await;
    browser.go_to(&format!("{url}/auth/oidc/authorize")).await;
    browser.click("a[href$='/abort']").await;
    browser.until_shows("oauth_denied").await;
    browser.go_to(&format!("{url}/auth/oidc/authorize?redirect_to=/welcome")).await;
    sign_in_there(&browser, "nomail-ada").await;
    browser.until_shows("oauth_email_missing").await;
    browser.close().await;

    let browser = Browser::start().await;
    browser.go_to(&format!("{url}/auth/oidc/authorize?redirect_to=/welcome")).await;
    sign_in_there(&browser, "unverified-ada@x.org").await;
    browser.until_at(&format!("{url}/welcome")).await;
    assert_eq!(me(&browser).await[1]["is_verified"], false);
    browser.close().await;
    app.auth.get_user_by_email("unverified-ada@x.org").await.unwrap();
}

/// OA-14: a token that is kept opens the account at the provider, and is refreshed once it has expired: again and again, though each
/// refresh token is good once there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_refreshed_at_a_certified_provider() {
    let (reserved, url) = reserve();
    let (database, clock, base) =
        (TestDatabase::create(Kind::Sqlite).await, TestClock::default(), server("TEST_PROVIDER_URL"));
    let protocol = OpenIdConnect::new(&base, client()).scopes(["email", "offline_access"]);
    let mut config = options().config;
    config.public_base_url = Some(url.clone());
    let connected = Database::connect_with(&database.url, options().connect).await.unwrap();
    let builder = FastAuth::<User>::builder(connected).config(config).clock(clock.clock());
    let auth = builder.provider(Provider::new("oidc", protocol).keep_tokens()).build().await.unwrap();
    auth.create_tables().await.unwrap();
    serve_with_page(reserved, fastauth::Router::new().merge(auth.routes()).with_state(auth.clone()));

    let browser = Browser::start().await;
    browser.go_to(&format!("{url}/auth/oidc/authorize?redirect_to=/welcome")).await;
    sign_in_there(&browser, "keeper@x.org").await;
    browser.until_at(&format!("{url}/welcome")).await;
    browser.close().await;
    let user = auth.get_user_by_email("keeper@x.org").await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let token = auth.provider_token(user.id, "oidc").await.unwrap().unwrap().expose().to_owned();
        assert!(!seen.contains(&token));
        let there =
            reqwest::Client::new().get(format!("{base}/me")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(there.json::<Value>().await.unwrap()["sub"], "keeper@x.org");
        seen.push(token);
        clock.advance(time::Duration::hours(1));
    }
}
