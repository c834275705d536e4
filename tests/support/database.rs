//! A database of its own for each test.

use diesel_async::{AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, SimpleAsyncConnection};
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

/// Where `./test` started a server.
fn server(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set: run the tests with `./test`, or `./test servers -- …`"))
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
                let url = format!("{server}?options=-c%20search_path%3D{name}");
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
}
