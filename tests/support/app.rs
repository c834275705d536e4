//! The demo, served on a port of its own.

use std::net::SocketAddr;
use std::time::Duration;

use demo::mailbox::{Mail, Mailbox};
use demo::models::User;
use demo::routes::{App, Articles};
use fastauth::model::Changes;
use fastauth::prelude::*;
use fastauth::{Clock, ConnectOptions, FastAuthBuilder, FastAuthConfig};
use serde_json::{Value, json};

use super::client::Answer;
use super::clock::TestClock;
use super::database::{Kind, TestDatabase};

/// The secret of every test.
pub const SECRET: &str = "jWnZr4u7x!A%D*G-KaPdSgVkYp2s5v8y";

/// A password that the rules accept.
pub const PASSWORD: &str = "correct horse battery staple";

/// The demo, its database and a client.
pub struct TestApp {
    pub auth: FastAuth<User>,
    pub clock: TestClock,
    pub database: TestDatabase,
    pub base: String,
    pub http: reqwest::Client,
    pub mailbox: Mailbox,
}

/// How a [`TestApp`] differs from the default.
#[derive(Clone)]
pub struct Options {
    pub config: FastAuthConfig,
    pub connect: ConnectOptions,
}

/// The defaults, but for patience: fifty hashes take their time on a machine that does something else, too.
pub fn options() -> Options {
    const PATIENCE: Duration = Duration::from_secs(60);
    let mut config = FastAuthConfig::new(SECRET);
    config.hash_limits.wait = PATIENCE;
    config.public_base_url = Some("https://service.example".to_owned());
    config.trusted_origins = vec!["https://front.example".to_owned()];
    let connect = ConnectOptions::default().acquire_timeout(PATIENCE).statement_timeout(PATIENCE);
    Options { config, connect }
}

impl TestApp {
    pub async fn start(kind: Kind) -> Self {
        Self::start_with(kind, options()).await
    }

    pub async fn start_with(kind: Kind, options: Options) -> Self {
        Self::start_built(kind, options, |builder, _| builder).await
    }

    pub async fn start_with_hooks(kind: Kind, options: Options, hooks: impl AuthHooks<User>) -> Self {
        Self::start_built(kind, options, |builder, _| builder.hooks(hooks)).await
    }

    /// With whatever is done to the builder; it is told the clock, too.
    pub async fn start_built(
        kind: Kind,
        options: Options,
        build: impl FnOnce(FastAuthBuilder<User, FastAuthConfig>, Clock) -> FastAuthBuilder<User, FastAuthConfig>,
    ) -> Self {
        let database = TestDatabase::create(kind).await;
        let clock = TestClock::default();
        let connected = Database::connect_with(&database.url, options.connect).await.unwrap();
        let mailbox = Mailbox::new("https://app.example");
        let builder = FastAuth::<User>::builder(connected).config(options.config).clock(clock.clock());
        let builder = builder.hooks(mailbox.clone());
        let auth = build(builder, clock.clock()).build().await.unwrap();
        auth.create_tables().await.unwrap();
        let state = App { auth: auth.clone(), articles: Articles::default(), mailbox: mailbox.clone() };
        let base = serve(demo::routes::router(&auth).with_state(state)).await;
        Self { auth, clock, database, base, http: reqwest::Client::new(), mailbox }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        Answer::read(self.http.get(self.url(path)).bearer_auth(token).send().await.unwrap()).await
    }

    pub async fn get_as_stranger(&self, path: &str) -> Answer {
        Answer::read(self.http.get(self.url(path)).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::read(self.http.post(self.url(path)).json(&body).send().await.unwrap()).await
    }

    pub async fn post_bytes(&self, path: &str, media_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.http.post(self.url(path)).header("content-type", media_type).body(body);
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn post_with_token(&self, path: &str, token: &str) -> Answer {
        Answer::read(self.http.post(self.url(path)).bearer_auth(token).send().await.unwrap()).await
    }

    /// Registers over HTTP.
    pub async fn register(&self, email: &str) -> User {
        self.post("/auth/register", json!({"email": email, "password": PASSWORD})).await.is(201);
        self.auth.get_user_by_email(email).await.unwrap()
    }

    /// Logs in over HTTP.
    pub async fn login(&self, login: &str) -> Tokens {
        let answer = self.try_login(login, PASSWORD).await.is(200);
        Tokens::read(&answer)
    }

    pub async fn try_login(&self, login: &str, password: &str) -> Answer {
        self.post("/auth/token/login", json!({"username": login, "password": password})).await
    }

    pub async fn refresh(&self, refresh_token: &str) -> Answer {
        self.post("/auth/token/refresh", json!({"refresh_token": refresh_token})).await
    }

    /// What was mailed to an address, once everything that was asked for has been done.
    pub async fn mails_to(&self, email: &str) -> Vec<Mail> {
        self.auth.finish_background().await;
        self.mailbox.sent_to(email).unwrap()
    }

    /// The token of the newest mail to an address, which is of this kind.
    pub async fn mailed_token(&self, email: &str, kind: &str) -> String {
        let newest = self.mails_to(email).await.pop().unwrap_or_else(|| panic!("no mail to {email}"));
        assert_eq!(newest.kind, kind);
        newest.token.unwrap()
    }

    /// Registers, and verifies the address.
    pub async fn register_verified(&self, email: &str) -> User {
        self.register(email).await;
        self.post("/auth/request-verify-token", json!({"email": email})).await.is(202);
        let token = self.mailed_token(email, "verify").await;
        self.post("/auth/verify", json!({"token": token})).await.is(200);
        self.auth.get_user_by_email(email).await.unwrap()
    }

    /// A user with this role, and with permissions of its own; and an access token.
    pub async fn user_with(&self, email: &str, role: Option<&str>, permissions: &[&str]) -> (User, String) {
        let user = self.register(email).await;
        self.auth.assign_role_to_user(role, user.id).await.unwrap();
        self.auth.grant_to_user(user.id, permissions).await.unwrap();
        let pair = self.auth.create_token(&user).await.unwrap();
        (user, pair.access_token)
    }

    /// An administrator, and an access token.
    pub async fn admin(&self) -> (User, String) {
        self.user_with("admin@x.org", Some("Admin"), &[]).await
    }

    /// A request with a JSON body by whoever has the token.
    pub async fn send(&self, method: http::Method, path: &str, token: &str, body: Value) -> Answer {
        let request = self.http.request(method, self.url(path)).bearer_auth(token).json(&body);
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn delete(&self, path: &str, token: &str) -> Answer {
        Answer::read(self.http.delete(self.url(path)).bearer_auth(token).send().await.unwrap()).await
    }

    /// Registers and logs in.
    pub async fn signed_in(&self, email: &str) -> (User, Tokens) {
        let user = self.register(email).await;
        (user, self.login(email).await)
    }

    pub async fn set_active(&self, user: &User, active: bool) {
        let changes = Changes { is_active: Some(active), ..Changes::default() };
        self.auth.update_user(user.id, changes).await.unwrap();
    }
}

/// Serves a router on a free port for as long as the test runs.
pub async fn serve(router: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.unwrap();
    });
    format!("http://{address}")
}

/// A pair of tokens, as a client got it.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Tokens {
    pub fn read(answer: &Answer) -> Self {
        let pair = answer.json();
        let text = |name: &str| pair[name].as_str().unwrap().to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }
}
