//! The demo, served on a port of its own.

use std::ops::Deref;
use std::sync::Arc;

use demo::mailbox::{Mail, Mailbox};
use demo::models::User;
use demo::routes::{App, Articles};
use fastauth::model::Changes;
use fastauth::prelude::*;
use fastauth::redis::RedisTokens;
use fastauth::token::DatabaseTokens;
use fastauth::{Clock, FastAuthBuilder, FastAuthConfig};
use harness::{Client, TestClock};
use serde_json::json;
use time::Duration;

use super::database::{Kind, TestDatabase};

pub use harness::{Options, PASSWORD, SECRET, Tokens, options, serve};

/// What its tokens are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    Jwt,
    Database,
    Redis,
}

type Builder = FastAuthBuilder<User, FastAuthConfig>;

impl Strategy {
    /// What makes a builder's tokens be so, with their keys below a prefix.
    async fn of(self, prefix: &str) -> impl FnOnce(Builder) -> Builder + use<> {
        let redis = match self {
            Self::Redis => Some(super::redis::redis(&harness::server("TEST_REDIS_URL")).await),
            Self::Jwt | Self::Database => None,
        };
        let prefix = prefix.to_owned();
        move |builder: Builder| match (self, redis) {
            (Self::Database, _) => builder.token_strategy(DatabaseTokens),
            (Self::Redis, Some(redis)) => builder.token_strategy(RedisTokens::new(&redis).prefix(prefix)),
            _ => builder,
        }
    }
}

/// The demo, its database and a client.
#[derive(Clone)]
pub struct TestApp {
    pub auth: FastAuth<User>,
    pub clock: TestClock,
    pub database: Arc<TestDatabase>,
    pub client: Client,
    pub mailbox: Mailbox,
    /// What its keys in Redis begin with, where it has any.
    pub redis_prefix: Option<String>,
}

impl Deref for TestApp {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
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

    /// With tokens of another kind.
    pub async fn start_as(kind: Kind, strategy: Strategy, options: Options) -> Self {
        Self::start_as_built(kind, strategy, options, |builder| builder).await
    }

    /// The same, with whatever is done to the builder.
    pub async fn start_as_built(
        kind: Kind,
        strategy: Strategy,
        options: Options,
        build: impl FnOnce(Builder) -> Builder,
    ) -> Self {
        let prefix = Uuid::now_v7().to_string();
        let with_tokens = strategy.of(&prefix).await;
        let app = Self::start_built(kind, options, |builder, _| build(with_tokens(builder))).await;
        Self { redis_prefix: (strategy == Strategy::Redis).then_some(prefix), ..app }
    }

    /// A client of another instance, on the same database and Redis, whose clock is ahead.
    pub async fn beside(&self, strategy: Strategy, ahead: Duration) -> Client {
        self.beside_with(&self.database.url, strategy, ahead, self.auth.config().clone()).await
    }

    /// The same, on another database or with other options.
    pub async fn beside_with(
        &self,
        url: &str,
        strategy: Strategy,
        ahead: Duration,
        config: FastAuthConfig,
    ) -> Client {
        let connected = Database::connect_with(url, options().connect).await.unwrap();
        let with_tokens = strategy.of(self.redis_prefix.as_deref().unwrap_or_default()).await;
        let clock = self.clock.clock();
        let builder = FastAuth::<User>::builder(connected).config(config);
        let builder = builder.clock(Clock::from_fn(move || clock.now() + ahead)).hooks(self.mailbox.clone());
        let auth = with_tokens(builder).build().await.unwrap();
        auth.create_tables().await.unwrap();
        let state = App { auth: auth.clone(), articles: Articles::default(), mailbox: self.mailbox.clone() };
        Client::new(serve(demo::routes::router(&auth).with_state(state)).await)
    }

    /// With whatever is done to the builder; it is told the clock, too.
    pub async fn start_built(
        kind: Kind,
        options: Options,
        build: impl FnOnce(FastAuthBuilder<User, FastAuthConfig>, Clock) -> FastAuthBuilder<User, FastAuthConfig>,
    ) -> Self {
        let database = TestDatabase::create(kind).await;
        let url = database.url.clone();
        Self::start_on(database, &url, options, build).await
    }

    /// The same, on a database that is reached by this URL.
    pub async fn start_on(
        database: TestDatabase,
        url: &str,
        options: Options,
        build: impl FnOnce(FastAuthBuilder<User, FastAuthConfig>, Clock) -> FastAuthBuilder<User, FastAuthConfig>,
    ) -> Self {
        let clock = TestClock::default();
        let connected = Database::connect_with(url, options.connect).await.unwrap();
        let mailbox = Mailbox::new("https://app.example");
        let builder = FastAuth::<User>::builder(connected).config(options.config).clock(clock.clock());
        let builder = builder.hooks(mailbox.clone());
        let auth = build(builder, clock.clock()).build().await.unwrap();
        auth.create_tables().await.unwrap();
        let state = App { auth: auth.clone(), articles: Articles::default(), mailbox: mailbox.clone() };
        let base = serve(demo::routes::router(&auth).with_state(state)).await;
        let (database, client) = (Arc::new(database), Client::new(base));
        Self { auth, clock, database, client, mailbox, redis_prefix: None }
    }

    /// Registers over HTTP.
    pub async fn register(&self, email: &str) -> User {
        self.post("/auth/register", json!({"email": email, "password": PASSWORD})).await.is(201);
        self.auth.get_user_by_email(email).await.unwrap()
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
