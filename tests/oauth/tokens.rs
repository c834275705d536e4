//! The tokens that providers gave, kept for the application.

use std::sync::Arc;

use fastauth::prelude::*;
use fastauth::provider::Provider;
use fastauth::{FastAuthConfig, Secret};
use serde_json::json;
use time::Duration;
use tokio::sync::Semaphore;

use crate::models::KINDS;
use crate::support::Kind;
use crate::support::app::{options, serve};
use crate::support::database::TestDatabase;
use crate::support::scripted_provider::{Raw, ScriptedProvider};
use crate::support::sign_in::{Trip, browser, oidc, plain};
use harness::{Client, TestClock};

/// A user whose accounts keep what providers give.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", oauth_account = Account)]
pub struct User {
    pub id: i64,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "accounts")]
pub struct Account {
    pub id: i32,
    pub user_id: i64,
    #[auth(oauth_name)]
    pub provider: String,
    pub account_id: String,
    #[auth(read)]
    pub account_email: Option<String>,
    pub access_token: Option<EncryptedToken>,
    #[auth(refresh_token)]
    pub refresh: Option<EncryptedToken>,
    #[auth(read)]
    pub expires_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    #[auth(read, default = 3)]
    pub stars: i32,
}

struct Service {
    auth: FastAuth<User>,
    provider: ScriptedProvider,
    database: TestDatabase,
    clock: TestClock,
    client: Client,
}

async fn build(
    database: &TestDatabase,
    provider: &ScriptedProvider,
    clock: &TestClock,
    config: FastAuthConfig,
    change: fn(Provider) -> Provider,
) -> (FastAuth<User>, Client) {
    let connected = Database::connect_with(&database.url, options().connect).await.unwrap();
    let builder = FastAuth::<User>::builder(connected).config(config).clock(clock.clock());
    let (oidc, plain) = (change(oidc(&provider.issuer)), change(plain(&provider.issuer)));
    let auth = builder.provider(oidc).provider(plain).build().await.unwrap();
    auth.create_tables().await.unwrap();
    let base = serve(fastauth::Router::new().merge(auth.routes()).with_state(auth.clone())).await;
    (auth, Client::new(base))
}

impl Service {
    async fn start(kind: Kind, change: fn(Provider) -> Provider) -> Self {
        let (database, provider) = (TestDatabase::create(kind).await, ScriptedProvider::start().await);
        let clock = TestClock::default();
        provider.script(|script| script.clock = clock.clone());
        let (auth, client) = build(&database, &provider, &clock, options().config, change).await;
        Self { auth, provider, database, clock, client }
    }

    /// Signs in, and answers the user's key and the account.
    async fn sign_in(&self, provider: &str) -> (i64, Account) {
        let url = self.client.url(&format!("/auth/{provider}/authorize"));
        let sent = harness::Answer::read(browser().get(url).send().await.unwrap()).await;
        let trip = Trip::of(provider, sent);
        let answer = trip.come_back_to(&self.client, &trip.parameters(&self.provider)).await.is(200);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("access 1"));
        let subject = self.provider.script(|script| script.claims["sub"].clone());
        let found =
            self.auth.oauth_accounts().find(provider, subject.as_str().unwrap()).await.unwrap().unwrap();
        (found.user_id, found)
    }

    async fn token(&self, user: i64, provider: &str) -> Option<String> {
        self.auth.provider_token(user, provider).await.unwrap().map(|token| token.expose().to_owned())
    }
}

/// OA-14: they are there for the application, and for nobody who reads the database or asks over HTTP.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_kept_where_nobody_reads_them() {
    for kind in KINDS {
        let service = Service::start(kind, Provider::keep_tokens).await;
        for provider in ["oidc", "plain"] {
            service.provider.is("a", json!(format!("{provider}@x.org")), json!(true));
            let (user, account) = service.sign_in(provider).await;
            let issued = service.provider.script(|script| script.exchanges.len());
            assert_eq!(service.token(user, provider).await, Some(format!("access {issued}")), "{kind:?}");
            for stored in [&account.access_token, &account.refresh] {
                let stored = stored.as_ref().unwrap();
                assert!(!stored.expose().contains("access") && stored.expose().len() > 40);
                assert_eq!(format!("{stored:?}"), "EncryptedToken(redacted)");
            }
            let left = account.expires_at.unwrap() - service.clock.now();
            assert!(left > Duration::minutes(59) && left <= Duration::minutes(61));
            assert_eq!((account.stars, account.account_email), (3, Some(format!("{provider}@x.org"))));
            // What is shown has none.
            let shown =
                serde_json::to_string(&AccountRead::from(&account_of(&service, provider).await)).unwrap();
            for token in ["access", "refresh", account.access_token.unwrap().expose()] {
                assert!(!shown.contains(token), "{shown}");
            }
            // The next sign-in brings others.
            service.sign_in(provider).await;
            assert_eq!(service.token(user, provider).await, Some(format!("access {}", issued + 1)));
        }
        let stranger = service.token(4711, "oidc").await;
        assert_eq!(stranger, None);
        assert_eq!(service.auth.provider_token(1, "nobody").await.unwrap_err().code(), "internal");
    }
}

async fn account_of(service: &Service, provider: &str) -> Account {
    service.auth.oauth_accounts().find(provider, "a").await.unwrap().unwrap()
}

/// OA-14: nothing is kept that nobody asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_not_kept_unasked() {
    let service = Service::start(Kind::Sqlite, |provider| provider).await;
    service.provider.is("a", json!("a@x.org"), json!(true));
    let (user, account) = service.sign_in("oidc").await;
    assert!(account.access_token.is_none() && account.refresh.is_none() && account.expires_at.is_none());
    assert_eq!(service.token(user, "oidc").await, None);
}

/// An expired token is refreshed: once, however many ask at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_token_is_refreshed_once() {
    for kind in KINDS {
        let service = Service::start(kind, Provider::keep_tokens).await;
        service.provider.is("a", json!("a@x.org"), json!(true));
        let (user, _) = service.sign_in("oidc").await;
        assert_eq!(service.token(user, "oidc").await.as_deref(), Some("access 1"));
        service.clock.advance(Duration::minutes(58));
        assert_eq!(service.token(user, "oidc").await.as_deref(), Some("access 1"));
        service.clock.advance(Duration::minutes(2));
        let tokens = futures_util::future::join_all((0..8).map(|_| service.token(user, "oidc"))).await;
        assert!(tokens.iter().all(|token| token.as_deref() == Some("access 2")), "{kind:?}: {tokens:?}");
        assert_eq!(service.provider.script(|script| script.exchanges.len()), 2);
        // The refresh token is another one by now, too.
        service.clock.advance(Duration::hours(1));
        assert_eq!(service.token(user, "oidc").await.as_deref(), Some("access 3"));
    }
}

/// Two instances that refresh at once: one asks the provider, which may take a refresh token once, and both have what it said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_instances_one_refreshes() {
    for kind in KINDS {
        let service = Service::start(kind, Provider::keep_tokens).await;
        service.provider.is("a", json!("a@x.org"), json!(true));
        let (user, _) = service.sign_in("oidc").await;
        let config = service.auth.config().clone();
        let (other, _) =
            build(&service.database, &service.provider, &service.clock, config, Provider::keep_tokens).await;
        for round in 2..5 {
            service.clock.advance(Duration::hours(1));
            let (one, two) =
                tokio::join!(service.auth.provider_token(user, "oidc"), other.provider_token(user, "oidc"));
            let newest = format!("access {round}");
            for token in [one, two] {
                assert_eq!(token.unwrap().unwrap().expose(), newest, "{kind:?}");
            }
        }
    }
}

/// What a refresh answers during which this happens: after the provider was asked, and before it answers.
async fn refreshed_during(service: &Service, user: i64, happens: impl Future<Output = ()>) -> Option<String> {
    service.clock.advance(Duration::hours(1));
    let gate = Arc::new(Semaphore::new(0));
    service.provider.script(|script| script.raw.insert("/token", Raw::Late(gate.clone())));
    let asked = service.provider.asked("/token");
    let happens = async {
        while service.provider.asked("/token") == asked {
            tokio::task::yield_now().await;
        }
        happens.await;
        gate.add_permits(1);
    };
    let (token, ()) = tokio::join!(service.token(user, "oidc"), happens);
    service.provider.script(|script| script.raw.clear());
    token
}

/// A database that is away while the provider refreshes loses nothing: the provider takes the former refresh token no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refreshed_token_is_stored_once_the_database_is_back() {
    for kind in [Kind::Postgres, Kind::MariaDb] {
        let service = Service::start(kind, Provider::keep_tokens).await;
        service.provider.is("a", json!("a@x.org"), json!(true));
        let (user, _) = service.sign_in("oidc").await;
        let token = refreshed_during(&service, user, service.database.kill_connections()).await;
        assert_eq!(token.as_deref(), Some("access 2"), "{kind:?}");
        service.clock.advance(Duration::hours(1));
        assert_eq!(service.token(user, "oidc").await.as_deref(), Some("access 3"), "{kind:?}");
    }
}

/// An account that is given up while its token is refreshed has none any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_given_up_has_no_token() {
    let service = Service::start(Kind::Sqlite, Provider::keep_tokens).await;
    service.provider.is("a", json!("a@x.org"), json!(true));
    let (user, _) = service.sign_in("oidc").await;
    let given_up = service.database.execute("DELETE FROM accounts");
    assert_eq!(refreshed_during(&service, user, given_up).await, None);
}

/// Where nothing is to be kept any more, nothing is left by the next sign-in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_no_more_goes() {
    let service = Service::start(Kind::Sqlite, Provider::keep_tokens).await;
    service.provider.is("a", json!("a@x.org"), json!(true));
    let (user, account) = service.sign_in("oidc").await;
    assert!(account.access_token.is_some());
    let config = service.auth.config().clone();
    let (auth, client) =
        build(&service.database, &service.provider, &service.clock, config, |provider| provider).await;
    let service = Service { auth, client, ..service };
    assert_eq!(service.token(user, "oidc").await, None);
    let (_, account) = service.sign_in("oidc").await;
    assert!(account.access_token.is_none() && account.refresh.is_none() && account.expires_at.is_none());
}

/// A refresh that is claimed by an instance that ends before it is done is another's a while later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_ends() {
    for kind in KINDS {
        let service = Service::start(kind, Provider::keep_tokens).await;
        let (store, now) = (service.auth.store(), service.clock.now());
        let what = fastauth::credential::TokenDigest::of("something to be done alone");
        let claim = async |seconds: i64| {
            let now = now + Duration::seconds(seconds);
            store.claim(what, now, now + Duration::seconds(15)).await.unwrap()
        };
        assert!(claim(0).await && !claim(0).await && !claim(14).await, "{kind:?}");
        assert!(claim(15).await && !claim(16).await, "{kind:?}");
        // Whoever has it no more releases nobody else's.
        store.release(what, now + Duration::seconds(15)).await.unwrap();
        assert!(!claim(16).await, "{kind:?}");
        store.release(what, now + Duration::seconds(30)).await.unwrap();
        assert!(claim(16).await, "{kind:?}");
    }
}

/// What a provider does not refresh any more is none; what it cannot be asked for is an error.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_refreshed_no_more_is_none() {
    let service = Service::start(Kind::Sqlite, Provider::keep_tokens).await;
    service.provider.is("a", json!("a@x.org"), json!(true));
    let (user, _) = service.sign_in("plain").await;
    service.clock.advance(Duration::hours(1));
    let down = Raw::Says(503, "text/plain", String::new());
    service.provider.script(|script| script.raw.insert("/token", down));
    assert_eq!(service.auth.provider_token(user, "plain").await.unwrap_err().code(), "provider_failed");
    let refused = Raw::Says(400, "application/json", json!({"error": "invalid_grant"}).to_string());
    service.provider.script(|script| script.raw.insert("/token", refused));
    assert_eq!(service.token(user, "plain").await, None);
    service.provider.script(|script| script.raw.clear());
    assert_eq!(service.token(user, "plain").await.as_deref(), Some("access 2"));
}

/// A token opens where it was put, and nowhere else: whoever writes the table does not lend somebody another's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_one_accounts() {
    let service = Service::start(Kind::Sqlite, Provider::keep_tokens).await;
    service.provider.is("a", json!("a@x.org"), json!(true));
    service.sign_in("oidc").await;
    service.provider.is("b", json!("b@x.org"), json!(true));
    let (other, _) = service.sign_in("oidc").await;
    assert!(service.token(other, "oidc").await.is_some());
    let copy = "UPDATE accounts SET access_token = (SELECT access_token FROM accounts WHERE account_id = 'a'), \
                refresh = NULL WHERE account_id = 'b'";
    service.database.execute(copy).await;
    assert_eq!(service.token(other, "oidc").await, None);
    // Nor one kind as the other.
    service.database.execute("UPDATE accounts SET access_token = refresh WHERE account_id = 'a'").await;
    let first = account_of(&service, "oidc").await.user_id;
    assert_ne!(service.token(first, "oidc").await.as_deref(), Some("refresh 1"));
}

/// How many were encrypted anew, and how many no key opens.
async fn anew(auth: &FastAuth<User>) -> (usize, usize) {
    let done = auth.reencrypt_provider_tokens().await.unwrap();
    (done.accounts, done.unreadable)
}

/// A key is replaced, and then removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_replaced_and_then_removed() {
    for kind in KINDS {
        let service = Service::start(kind, Provider::keep_tokens).await;
        service.provider.is("a", json!("a@x.org"), json!(true));
        let (user, _) = service.sign_in("oidc").await;
        service.provider.is("b", json!("b@x.org"), json!(true));
        let (other, _) = service.sign_in("oidc").await;
        let with = async |key: Option<&str>, previous: &[&str], secret: &str| {
            let mut config = options().config;
            config.secret = Secret::new(secret);
            config.provider_token_key = key.map(Secret::new);
            config.previous_provider_token_keys = previous.iter().map(|key| Secret::new(*key)).collect();
            build(&service.database, &service.provider, &service.clock, config, Provider::keep_tokens).await.0
        };
        let token = async |auth: &FastAuth<User>, user: i64| {
            auth.provider_token(user, "oidc").await.unwrap().map(|token| token.expose().to_owned())
        };
        let (secret, next) = (harness::SECRET, "the next secret, of more than 32 bytes");
        let (one, two) = ("a key of its own, 32 bytes at least", "another key, of 32 bytes at least as well");
        // From the derived one to one of its own: the former opens still.
        let first = with(Some(one), &[], secret).await;
        assert_eq!(token(&first, user).await.as_deref(), Some("access 1"));
        assert_eq!(anew(&first).await, (2, 0));
        assert_eq!(anew(&first).await, (0, 0));
        let stored = account_of(&service, "oidc").await.access_token.unwrap().expose().to_owned();
        // Now the secret may be another.
        let second = with(Some(one), &[], next).await;
        assert_eq!(token(&second, user).await.as_deref(), Some("access 1"));
        let third = with(Some(two), &[one], next).await;
        assert_eq!(token(&third, other).await.as_deref(), Some("access 2"));
        assert_eq!(anew(&third).await, (2, 0));
        assert_ne!(account_of(&service, "oidc").await.access_token.unwrap().expose(), stored);
        let fourth = with(Some(two), &[], next).await;
        assert_eq!(token(&fourth, user).await.as_deref(), Some("access 1"));
        assert_eq!(token(&fourth, other).await.as_deref(), Some("access 2"));
        // Without the key there is nothing to read, and no error that says more.
        let without = with(Some(one), &[], next).await;
        assert_eq!(token(&without, user).await, None);
        // And nothing is lost by it.
        assert_eq!(anew(&without).await, (0, 2));
        assert_eq!(token(&fourth, user).await.as_deref(), Some("access 1"));
    }
}
