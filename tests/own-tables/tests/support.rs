//! The service after its move, served.

use std::ops::Deref;

use fastauth::{Database, FastAuth};
use harness::{Answer, Client, Kind, TestClock, TestDatabase, Tokens, options, serve};
use own_tables::books::Books;
use own_tables::models::Person;
use own_tables::outbox::Outbox;
use own_tables::routes::{self, Service};
use serde_json::json;

use crate::rows::{Rows, hash_of, rows};

/// Each story a test of the service, on every database.
macro_rules! on_every_database {
    ($($stories:tt)*) => {
        harness::on_every_database! { crate::support::Moved; $($stories)* }
    };
}

/// The password of everybody who was there before: too short for a new one.
pub(crate) const OLD_PASSWORD: &str = "hunter2";

/// The service, moved to fastauth.
pub(crate) struct Moved {
    pub(crate) auth: FastAuth<Person>,
    pub(crate) books: Books,
    pub(crate) clock: TestClock,
    pub(crate) outbox: Outbox,
    pub(crate) database: TestDatabase,
    client: Client,
}

impl Deref for Moved {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Moved {
    pub(crate) async fn start(kind: Kind) -> Self {
        Self::over(before(kind).await).await
    }

    /// Over tables that are filled: as at each start of the program.
    pub(crate) async fn over(database: TestDatabase) -> Self {
        let (clock, outbox, books) = (TestClock::default(), Outbox::default(), Books::at(&database.url));
        let auth = build(&database, &clock, &outbox).await;
        auth.create_tables().await.unwrap();
        let state = Service { auth: auth.clone(), books: books.clone() };
        let client = Client::new(serve(routes::router(&auth).with_state(state)).await);
        Self { auth, books, clock, outbox, database, client }
    }

    /// Comes in with the password that everybody has from before.
    pub(crate) async fn old_login(&self, login: &str) -> Tokens {
        Tokens::read(&self.try_login(login, OLD_PASSWORD).await.is(200))
    }

    pub(crate) async fn register(&self, address: &str, badge_no: i32) -> Answer {
        let body = json!({
            "email": address, "password": harness::PASSWORD, "full_name": "New", "department_no": 1, "badge_no": badge_no,
        });
        self.post("/auth/register", body).await
    }

    /// The token of the newest mail to an address.
    pub(crate) async fn mailed(&self, address: &str) -> String {
        self.auth.finish_background().await;
        self.outbox.newest(address).unwrap().token
    }

    pub(crate) async fn hash_of(&self, address: &str) -> String {
        hash_of(&self.books, address).await.unwrap()
    }

    pub(crate) async fn rows(&self) -> Rows {
        rows(&self.books).await.unwrap()
    }
}

/// The library over a database, which it has not touched yet.
pub(crate) async fn build(database: &TestDatabase, clock: &TestClock, outbox: &Outbox) -> FastAuth<Person> {
    let mut options = options();
    options.config.user_default_role = Some("Clerk".to_owned());
    let connected = Database::connect_with(&database.url, options.connect).await.unwrap();
    let builder = FastAuth::<Person>::builder(connected).config(options.config);
    builder.clock(clock.clock()).hooks(outbox.clone()).build().await.unwrap()
}

/// The tables as they were, filled, and made ready.
pub(crate) async fn before(kind: Kind) -> TestDatabase {
    let database = TestDatabase::create(kind).await;
    let (service, moving) = match kind {
        Kind::Sqlite => (
            include_str!("../migrations/sqlite/service.sql"),
            include_str!("../migrations/sqlite/moving.sql"),
        ),
        Kind::Postgres => (
            include_str!("../migrations/postgres/service.sql"),
            include_str!("../migrations/postgres/moving.sql"),
        ),
        Kind::MariaDb => {
            (include_str!("../migrations/mysql/service.sql"), include_str!("../migrations/mysql/moving.sql"))
        }
    };
    for sql in [service, include_str!("../migrations/rows.sql"), moving] {
        database.execute(sql).await;
    }
    database
}
