//! A certified provider, `oidc-provider`, and a browser that signs in on its pages.

use demo::routes::{App, Articles};
use fastauth::Secret;
use fastauth::oauth::{OAuth2, OAuthClient, UserInfo};
use fastauth::oidc::OpenIdConnect;
use fastauth::provider::Provider;
use harness::server;
use serde_json::{Value, json};

use crate::support::app::options;
use crate::support::browser::Browser;
use crate::support::{Kind, TestApp};

/// As `identity_provider.mjs` has them.
const CLIENT_ID: &str = "fastauth";
const CLIENT_SECRET: &str = "a+provider/s%secret:of=some-length";

const PAGE: &str = "<!doctype html><title>here</title><script>\
    async function me() { const answer = await fetch('/users/me'); return [answer.status, await answer.json()]; }\
    async function ask(method, path) { const answer = await fetch(path, {method}); return [answer.status, await answer.text()]; }\
    </script>";

fn providers() -> [Provider; 2] {
    let base = server("TEST_PROVIDER_URL");
    let client =
        || OAuthClient::new(CLIENT_ID).secret(Secret::new(CLIENT_SECRET)).dangerous_http_on_loopback();
    let user_info =
        UserInfo::at(format!("{base}/api/user")).account_id(&["/id"]).email_verified(&["/verified"]);
    let plain = OAuth2::new(client(), format!("{base}/auth"), format!("{base}/token"), user_info);
    [
        Provider::new("oidc", OpenIdConnect::new(base, client())),
        Provider::new("plain", plain.scopes(["read:user"])),
    ]
}

/// The demo, where its own pages and redirects are, and a browser.
async fn start(kind: Kind) -> (TestApp, String, Browser) {
    // The port has to be known before the service is built.
    let reserved = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}", reserved.local_addr().unwrap().port());
    let mut options = options();
    options.config.public_base_url = Some(url.clone());
    let app = TestApp::start_built(kind, options, |builder, _| {
        providers().into_iter().fold(builder, |builder, provider| builder.provider(provider))
    })
    .await;
    let state = App { auth: app.auth.clone(), articles: Articles::default(), mailbox: app.mailbox.clone() };
    let page = axum::routing::get(async || axum::response::Html(PAGE));
    let router = demo::routes::router(&app.auth).with_state(state).route("/welcome", page);
    reserved.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(reserved).unwrap();
    tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<std::net::SocketAddr>())
            .await
            .unwrap();
    });
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
