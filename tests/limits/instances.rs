//! Several instances, and what Redis holds for them.

use demo::models::User;
use fastauth::limit::{RateLimit, RateLimits};
use fastauth::redis::{Redis, RedisOptions, RedisRateLimiter};
use fastauth::{Database, FastAuth};
use harness::Client;
use serde_json::json;
use time::Duration;

use super::world::{Counter, Keys, WRONG, is_too_many, login_from, served};
use crate::support::app::{Options, PASSWORD};
use crate::support::database::TestDatabase;
use crate::support::demo::Process;
use crate::support::{Kind, options};

const WINDOW: Duration = Duration::minutes(15);

fn limited() -> Options {
    let mut options = options();
    options.config.limits.login_per_account = RateLimit::new(4, WINDOW);
    options.config.limits.login_per_address = RateLimit::new(6, WINDOW);
    options.config.trusted_proxies = 1;
    options
}

async fn instance(database: &TestDatabase, limiter: RedisRateLimiter) -> (FastAuth<User>, Client) {
    let options = limited();
    let connected = Database::connect_with(&database.url, options.connect).await.unwrap();
    let builder = FastAuth::<User>::builder(connected).config(options.config).rate_limiter(limiter);
    let auth = builder.build().await.unwrap();
    auth.create_tables().await.unwrap();
    (auth.clone(), served(auth).await)
}

/// LG-04, LG-06: two instances over one Redis have one limit between them, and a success on one is one on the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_share_their_limits() {
    let (database, keys) = (TestDatabase::create(Kind::Sqlite).await, Keys::connect().await);
    let (_, one) = instance(&database, keys.limiter()).await;
    let (_, other) = instance(&database, keys.limiter()).await;
    one.post("/auth/register", json!({"email": "ada@x.org", "password": PASSWORD})).await.is(201);
    for client in [&one, &other, &one] {
        login_from(client, "192.0.2.1", "ada@x.org", WRONG).await.is(401);
    }
    login_from(&other, "192.0.2.2", "ada@x.org", PASSWORD).await.is(200);
    for client in [&one, &other, &one] {
        login_from(client, "192.0.2.1", "ada@x.org", WRONG).await.is(401);
    }
    for client in [&one, &other] {
        is_too_many(&login_from(client, "192.0.2.1", "bob@x.org", WRONG).await, WINDOW);
    }
    // Another service in the same Redis counts by itself.
    let (_, stranger) = instance(&database, keys.limiter().prefix("test:elsewhere:")).await;
    login_from(&stranger, "192.0.2.1", "bob@x.org", WRONG).await.is(401);
}

/// AV-05: no key is without an end, and none says whose it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_key_ends_and_names_nobody() {
    // The clock of Redis is the real one: by the defaults, what one refresh uses up is there again after 20 ms.
    let slow = |limits: &mut RateLimits| {
        *limits = RateLimits::default();
        limits.token_per_address = RateLimit::new(10, Duration::HOUR);
        limits.refresh_per_session = RateLimit::new(10, Duration::HOUR);
        limits.refresh_per_address = RateLimit::new(10, Duration::HOUR);
    };
    let app = Counter::InRedis.start(slow).await;
    let (_, tokens) = app.signed_in("ada@x.org").await;
    for _ in 0..12 {
        login_from(&app, "192.0.2.1", "ada@x.org", WRONG).await;
    }
    login_from(&app, "192.0.2.1", "bob@x.org", PASSWORD).await;
    app.refresh(&tokens.refresh).await.is(200);
    app.post("/auth/forgot-password", json!({"email": "ada@x.org"})).await.is(202);
    app.post("/auth/verify", json!({"token": "guessed"})).await.is(400);
    app.auth.finish_background().await;
    let keys = app.keys.as_ref().unwrap().all().await;
    for limit in [
        "login_per_account",
        "login_per_address",
        "register_per_address",
        "mail_per_account",
        "mail_per_address",
        "token_per_address",
        "refresh_per_session",
        "refresh_per_address",
    ] {
        assert!(keys.iter().any(|(key, _)| key.contains(limit)), "{limit}: {keys:?}");
    }
    for (key, left) in keys {
        assert!((1..=4 * 3_600_000).contains(&left), "{key} stays for {left} ms");
        for told in ["ada", "bob", "x.org", "192.0.2.1"] {
            assert!(!key.contains(told), "{key}");
        }
    }
}

/// LG-09: a Redis that is gone is a 503, and no hash; and the service comes back with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_is_gone_refuses() {
    let database = TestDatabase::create(Kind::Sqlite).await;
    let proxy = Proxy::start().await;
    let mut patience = RedisOptions::default();
    patience.timeout = std::time::Duration::from_secs(4);
    let redis = Redis::connect_with(&proxy.url, patience).await.unwrap();
    let prefix = format!("test:{}:", uuid::Uuid::now_v7().simple());
    let (auth, client) = instance(&database, RedisRateLimiter::new(&redis).prefix(prefix)).await;
    login_from(&client, "192.0.2.1", "ada@x.org", WRONG).await.is(401);
    let hashes = auth.hasher().computed();
    proxy.stop();
    for _ in 0..2 {
        login_from(&client, "192.0.2.1", "ada@x.org", WRONG).await.is_problem(503, "unavailable");
    }
    assert_eq!(auth.hasher().computed(), hashes);
}

/// What leads to the Redis of the tests, until it does not any more.
struct Proxy {
    url: String,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    async fn start() -> Self {
        let server = harness::server("TEST_REDIS_URL");
        let behind = server.strip_prefix("redis://").unwrap();
        let (credentials, address) =
            behind.rsplit_once('@').map_or(("", behind), |(user, address)| (user, address));
        let address = address.split('/').next().unwrap().to_owned();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = if credentials.is_empty() { String::new() } else { format!("{credentials}@") };
        let url = format!("redis://{at}{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let mut redis = tokio::net::TcpStream::connect(&address).await.unwrap();
                connections.spawn(async move {
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut redis).await;
                });
            }
        });
        Self { url, task }
    }

    /// Closes every connection, and takes no other.
    fn stop(&self) {
        self.task.abort();
    }
}

/// LG-04: the demo counts where `REDIS_URL` leads.
#[tokio::test]
async fn the_demo_counts_in_redis() {
    let database = TestDatabase::create(Kind::Sqlite).await;
    // An account and addresses of this test's own: the demo has one prefix.
    let login = format!("{}@x.org", uuid::Uuid::now_v7().simple());
    let variables = [
        ("REDIS_URL", harness::server("TEST_REDIS_URL")),
        ("FASTAUTH_LIMIT_LOGIN_PER_ACCOUNT", "3/15m".to_owned()),
    ];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let one = Process::start_with(&database, &variables).await;
    let other = Process::start_with(&database, &variables).await;
    for process in [&one, &other, &one] {
        Client::new(process.base.clone()).try_login(&login, WRONG).await.is(401);
    }
    for process in [&one, &other] {
        is_too_many(&Client::new(process.base.clone()).try_login(&login, WRONG).await, WINDOW);
    }
}
