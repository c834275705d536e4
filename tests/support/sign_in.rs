//! The demo with providers, and the browsers of those who sign in with them.

use std::collections::HashMap;
use std::ops::Deref;

use demo::models::User;
use fastauth::Secret;
use fastauth::oauth::{OAuth2, OAuthClient, UserInfo};
use fastauth::oidc::OpenIdConnect;
use fastauth::provider::Provider;
use fastauth::{FastAuthBuilder, FastAuthConfig};
use harness::Client;
use reqwest::redirect::Policy;
use serde_json::Value;

use super::Answer;
use super::app::{Options, Strategy, TestApp, Tokens, options};
use super::database::Kind;
use super::scripted_provider::{CLIENT_ID, CLIENT_SECRET, ScriptedProvider, form, url_encoded};

pub type Builder = FastAuthBuilder<User, FastAuthConfig>;

/// The demo with a provider that speaks OpenID Connect, `oidc`, and one of plain OAuth 2, `plain`.
pub struct SignInApp {
    pub app: TestApp,
    pub provider: ScriptedProvider,
}

impl Deref for SignInApp {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

pub fn client() -> OAuthClient {
    OAuthClient::new(CLIENT_ID).secret(Secret::new(CLIENT_SECRET)).dangerous_http_on_loopback()
}

/// `oidc`, as it is in every test.
pub fn oidc(issuer: &str) -> Provider {
    Provider::new("oidc", OpenIdConnect::new(issuer, client()))
}

/// `plain`, as it is in every test.
pub fn plain(base: &str) -> Provider {
    Provider::new("plain", oauth2(base, client()))
}

/// What is spoken with `plain`, as whatever client.
pub fn oauth2(base: &str, client: OAuthClient) -> OAuth2 {
    let user_info = UserInfo::at(format!("{base}/api/user")).account_id(&["/id", "/sub"]);
    OAuth2::new(client, format!("{base}/authorize"), format!("{base}/token"), user_info).scopes(["read:user"])
}

impl SignInApp {
    pub async fn start(kind: Kind) -> Self {
        Self::start_built(kind, options(), |builder, _| builder).await
    }

    pub async fn start_as(kind: Kind, strategy: Strategy, options: Options) -> Self {
        let provider = ScriptedProvider::start().await;
        let issuer = provider.issuer.clone();
        let app = TestApp::start_as_built(kind, strategy, options, |builder| {
            builder.provider(oidc(&issuer)).provider(plain(&issuer))
        });
        Self::of(app.await, provider)
    }

    /// With providers of the test's own, where `change` makes them otherwise.
    pub async fn start_where(kind: Kind, change: impl Fn(Provider) -> Provider) -> Self {
        let provider = ScriptedProvider::start().await;
        let issuer = provider.issuer.clone();
        let app = TestApp::start_built(kind, options(), |builder, _| {
            builder.provider(change(oidc(&issuer))).provider(change(plain(&issuer)))
        });
        Self::of(app.await, provider)
    }

    pub async fn start_built(
        kind: Kind,
        options: Options,
        build: impl FnOnce(Builder, &ScriptedProvider) -> Builder,
    ) -> Self {
        let provider = ScriptedProvider::start().await;
        let issuer = provider.issuer.clone();
        let app = TestApp::start_built(kind, options, |builder, _| {
            build(builder.provider(oidc(&issuer)).provider(plain(&issuer)), &provider)
        });
        Self::of(app.await, provider)
    }

    fn of(app: TestApp, provider: ScriptedProvider) -> Self {
        provider.script(|script| script.clock = app.clock.clone());
        Self { app, provider }
    }

    /// Signs in with a provider, to the answer of the callback.
    pub async fn sign_in(&self, provider: &str) -> Answer {
        Trip::begin(self, provider).await.end(self).await
    }

    /// The same; or the answer of the first request, where nobody is even sent to the provider.
    pub async fn try_sign_in(&self, provider: &str) -> Answer {
        let sent = browser().get(self.url(&format!("/auth/{provider}/authorize"))).send().await.unwrap();
        match sent.status().as_u16() {
            303 => self.sign_in(provider).await,
            _ => Answer::read(sent).await,
        }
    }

    /// The same, and the tokens.
    pub async fn signed_in_by(&self, provider: &str) -> Tokens {
        Tokens::read(&self.sign_in(provider).await.is(200))
    }

    /// Links an account at a provider to whoever has this token.
    pub async fn link(&self, provider: &str, token: &str) -> Answer {
        Trip::begin_link(self, provider, token).await.end(self).await
    }

    /// The accounts at providers of whoever has this token.
    pub async fn linked(&self, token: &str) -> Vec<Value> {
        let answer = self.get("/auth/oauth/accounts", token).await.is(200);
        answer.json()["items"].as_array().unwrap().clone()
    }
}

/// A browser on its way to a provider and back.
#[derive(Clone)]
pub struct Trip {
    pub provider: String,
    /// The answer that sent it there.
    pub sent: Answer,
    /// The query of the URL that it was sent to.
    pub query: HashMap<String, String>,
    /// `name=value` of its cookie.
    pub cookie: String,
}

/// A client that is where it is, and is sent nowhere.
pub fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).build().unwrap()
}

impl Trip {
    pub async fn begin(app: &TestApp, provider: &str) -> Self {
        Self::begin_at(app, provider, &format!("/auth/{provider}/authorize")).await
    }

    pub async fn begin_at(app: &TestApp, provider: &str, path: &str) -> Self {
        let sent = Answer::read(browser().get(app.url(path)).send().await.unwrap()).await;
        Self::of(provider, sent)
    }

    pub async fn begin_link(app: &TestApp, provider: &str, token: &str) -> Self {
        let request = browser().post(app.url(&format!("/auth/{provider}/link"))).bearer_auth(token);
        Self::of(provider, Answer::read(request.send().await.unwrap()).await)
    }

    pub fn of(provider: &str, sent: Answer) -> Self {
        let sent = sent.is(303);
        let (_, query) = sent.header("location").unwrap().split_once('?').unwrap();
        let query = form(query.as_bytes());
        let cookie = sent.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        Self { provider: provider.to_owned(), query, cookie, sent }
    }

    pub fn state(&self) -> &str {
        &self.query["state"]
    }

    /// What the browser comes back with, where the provider agrees.
    pub fn parameters(&self, provider: &ScriptedProvider) -> Vec<(&'static str, String)> {
        vec![
            ("code", provider.agree(&self.query)),
            ("state", self.state().to_owned()),
            ("iss", provider.issuer.clone()),
        ]
    }

    /// Comes back, as it should.
    pub async fn end(&self, app: &SignInApp) -> Answer {
        self.come_back(app, &self.parameters(&app.provider)).await
    }

    /// Comes back with these parameters.
    pub async fn come_back(&self, app: &TestApp, parameters: &[(&str, String)]) -> Answer {
        self.come_back_to(&app.client, parameters).await
    }

    /// The same, to another service.
    pub async fn come_back_to(&self, client: &Client, parameters: &[(&str, String)]) -> Answer {
        come_back(client, &self.provider, parameters, Some(&self.cookie)).await
    }
}

/// A browser that comes to a callback with these parameters and this cookie.
pub async fn come_back(
    app: &Client,
    provider: &str,
    parameters: &[(&str, String)],
    cookie: Option<&str>,
) -> Answer {
    let query: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={}", url_encoded(value))).collect();
    let url = app.url(&format!("/auth/{provider}/callback?{}", query.join("&")));
    let mut request = browser().get(url);
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie.as_bytes());
    }
    Answer::read(request.send().await.unwrap()).await
}

/// The address of whoever has this token.
pub async fn email_of(app: &TestApp, tokens: &Tokens) -> String {
    let me = app.get("/users/me", &tokens.access).await.is(200).json();
    me["email"].as_str().unwrap().to_owned()
}

/// The user whose address this is.
pub async fn user(app: &TestApp, email: &str) -> User {
    app.auth.get_user_by_email(email).await.unwrap()
}
