//! A database of its own for each test.

use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};
use tempfile::TempDir;
use uuid::Uuid;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
    MariaDb,
}

/// An empty database, and what keeps it alive.
pub struct TestDatabase {
    pub kind: Kind,
    pub url: String,
    _directory: Option<TempDir>,
}

/// As a part of a URL's query.
fn url_encoded(text: &str) -> String {
    let encode = |letter: char| match letter {
        ' ' => "%20".to_owned(),
        '=' => "%3D".to_owned(),
        '\\' => "%5C".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(encode).collect()
}

/// Where `./test` started a server.
pub fn server(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run the tests with `./test`, or `./test servers -- …`")
    })
}

impl TestDatabase {
    pub async fn create(kind: Kind) -> Self {
        let name = format!("test_{}", Uuid::now_v7().simple());
        match kind {
            Kind::Sqlite => {
                let directory = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}", directory.path().join("test.db").display());
                Self { kind, url, _directory: Some(directory) }
            }
            Kind::Postgres => {
                let server = server("TEST_POSTGRES_URL");
                let mut connection = AsyncPgConnection::establish(&server).await.unwrap();
                connection.batch_execute(&format!("CREATE SCHEMA {name}")).await.unwrap();
                // A schema of its own: a hundred times cheaper than a database.
                let level =
                    std::env::var("TEST_POSTGRES_ISOLATION").unwrap_or_else(|_| "read committed".to_owned());
                let options = format!(
                    "-c search_path={name} -c default_transaction_isolation={}",
                    level.replace(' ', "\\ ")
                );
                let options: String = url_encoded(&options);
                let url = format!("{server}?options={options}&application_name={name}");
                Self { kind, url, _directory: None }
            }
            Kind::MariaDb => {
                let server = server("TEST_MYSQL_URL");
                let mut connection = AsyncMysqlConnection::establish(&server).await.unwrap();
                // latin1 on purpose: the tables choose for themselves.
                connection
                    .batch_execute(&format!("CREATE DATABASE {name} CHARACTER SET latin1"))
                    .await
                    .unwrap();
                let (base, _) = server.rsplit_once('/').unwrap();
                Self { kind, url: format!("{base}/{name}"), _directory: None }
            }
        }
    }

    /// Runs SQL that no door of the library offers: what an administrator, or an attacker with the
    /// database, does.
    pub async fn execute(&self, sql: &str) {
        match self.kind {
            Kind::Sqlite => {
                use diesel::Connection;
                use diesel::connection::SimpleConnection;
                let path = self.url.strip_prefix("sqlite://").unwrap();
                let mut connection = diesel::SqliteConnection::establish(path).unwrap();
                connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
                connection.batch_execute(sql).unwrap();
            }
            Kind::Postgres => {
                let mut connection = AsyncPgConnection::establish(&self.url).await.unwrap();
                connection.batch_execute(sql).await.unwrap();
            }
            Kind::MariaDb => {
                let mut connection = AsyncMysqlConnection::establish(&self.url).await.unwrap();
                connection.batch_execute(sql).await.unwrap();
            }
        }
    }

    /// Lets no user be changed any longer, as a full disk would.
    pub async fn refuse_updates_of_users(&self) {
        self.execute(match self.kind {
            Kind::Sqlite => {
                "CREATE TRIGGER refuse BEFORE UPDATE ON users BEGIN SELECT RAISE(ABORT, 'refused'); END"
            }
            Kind::Postgres => {
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'refused'; END $$; \
                 CREATE TRIGGER refuse BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION refuse()"
            }
            Kind::MariaDb => {
                "CREATE TRIGGER refuse BEFORE UPDATE ON users FOR EACH ROW SIGNAL SQLSTATE '45000'"
            }
        })
        .await;
    }

    /// Ends every connection to this database but the one that says so.
    pub async fn kill_connections(&self) {
        match self.kind {
            Kind::Sqlite => {}
            Kind::Postgres => {
                let name = self.name();
                self.execute(&format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE pid <> pg_backend_pid() AND application_name = '{name}'"
                ))
                .await;
            }
            Kind::MariaDb => {
                let name = self.name();
                self.execute(&format!(
                    "BEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR 1094 BEGIN END; \
                     FOR victim IN (SELECT id FROM information_schema.processlist \
                     WHERE db = '{name}' AND id <> CONNECTION_ID()) DO KILL CONNECTION victim.id; END FOR; END"
                ))
                .await;
            }
        }
    }

    /// Until so many connections to this database wait for a lock.
    pub async fn until_waiting(&self, connections: i64) {
        while self.waiting().await < connections {
            tokio::task::yield_now().await;
        }
    }

    /// How many connections to this database wait for a lock; on MariaDB, write something.
    async fn waiting(&self) -> i64 {
        let name = self.name();
        match self.kind {
            Kind::Sqlite => unimplemented!("SQLite does not say who waits"),
            Kind::Postgres => {
                let mut connection = AsyncPgConnection::establish(&self.url).await.unwrap();
                let waiting = format!(
                    "SELECT count(*) AS count FROM pg_stat_activity \
                     WHERE application_name = '{name}' AND wait_event_type = 'Lock'"
                );
                diesel::sql_query(waiting).get_result::<Count>(&mut connection).await.unwrap().count
            }
            Kind::MariaDb => {
                let mut connection = AsyncMysqlConnection::establish(&self.url).await.unwrap();
                // What it says of locks is refreshed only for those who have not asked for a while.
                let waiting = format!(
                    "SELECT count(*) AS count FROM information_schema.processlist \
                     WHERE db = '{name}' AND (info LIKE 'INSERT%' OR info LIKE 'UPDATE%')"
                );
                diesel::sql_query(waiting).get_result::<Count>(&mut connection).await.unwrap().count
            }
        }
    }

    /// Does this, in a transaction that stays open until it is released.
    pub async fn begin(&self, sql: &str) -> Lock {
        let sql = format!("BEGIN; {sql}");
        match self.kind {
            Kind::Sqlite => {
                use diesel::Connection;
                use diesel::connection::SimpleConnection;
                let path = self.url.strip_prefix("sqlite://").unwrap();
                let mut connection = diesel::SqliteConnection::establish(path).unwrap();
                connection.batch_execute(&format!("PRAGMA busy_timeout = 5000; {sql}")).unwrap();
                Lock::Sqlite(connection)
            }
            Kind::Postgres => {
                let mut connection = AsyncPgConnection::establish(&self.url).await.unwrap();
                connection.batch_execute(&sql).await.unwrap();
                Lock::Postgres(Box::new(connection))
            }
            Kind::MariaDb => {
                let mut connection = AsyncMysqlConnection::establish(&self.url).await.unwrap();
                connection.batch_execute(&sql).await.unwrap();
                Lock::MariaDb(connection)
            }
        }
    }

    /// Keeps everybody from reading the sessions, until it is released.
    pub async fn lock_sessions(&self) -> Lock {
        match self.kind {
            Kind::Sqlite => unimplemented!("readers of SQLite wait for nobody"),
            Kind::Postgres => {
                let mut connection = AsyncPgConnection::establish(&self.url).await.unwrap();
                let lock = "BEGIN; LOCK TABLE fastauth_user_sessions IN ACCESS EXCLUSIVE MODE";
                connection.batch_execute(lock).await.unwrap();
                Lock::Postgres(Box::new(connection))
            }
            Kind::MariaDb => {
                let mut connection = AsyncMysqlConnection::establish(&self.url).await.unwrap();
                connection.batch_execute("LOCK TABLES fastauth_user_sessions WRITE").await.unwrap();
                Lock::MariaDb(connection)
            }
        }
    }

    /// The same database, whose transactions are serializable unless they say otherwise.
    pub fn serializable(&self) -> String {
        assert_eq!(self.kind, Kind::Postgres);
        let (url, name) = self.url.split_once("&application_name").unwrap();
        format!(
            "{url}{}&application_name{name}",
            url_encoded(" -c default_transaction_isolation=serializable")
        )
    }

    /// What tells this database's connections from those of other tests.
    fn name(&self) -> &str {
        self.url.rsplit_once(['/', '=']).unwrap().1
    }
}

#[derive(diesel::deserialize::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// A lock that is held.
pub enum Lock {
    Sqlite(diesel::SqliteConnection),
    Postgres(Box<AsyncPgConnection>),
    MariaDb(AsyncMysqlConnection),
}

impl Lock {
    /// Does this, too.
    pub async fn execute(&mut self, sql: &str) {
        match self {
            Self::Sqlite(connection) => {
                diesel::connection::SimpleConnection::batch_execute(connection, sql).unwrap();
            }
            Self::Postgres(connection) => connection.batch_execute(sql).await.unwrap(),
            Self::MariaDb(connection) => connection.batch_execute(sql).await.unwrap(),
        }
    }

    pub async fn release(self) {
        match self {
            Self::Sqlite(mut connection) => {
                diesel::connection::SimpleConnection::batch_execute(&mut connection, "COMMIT").unwrap();
            }
            Self::Postgres(mut connection) => connection.batch_execute("COMMIT").await.unwrap(),
            Self::MariaDb(mut connection) => connection.batch_execute("COMMIT; UNLOCK TABLES").await.unwrap(),
        }
    }
}
