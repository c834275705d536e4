//! The database, chosen by its URL when the program runs.

use std::time::Duration;

use super::StoreError;
#[cfg(feature = "mysql")]
use super::backend::MySql;
#[cfg(feature = "postgres")]
use super::backend::Postgres;
#[cfg(feature = "sqlite")]
use super::backend::Sqlite;

/// Where users, roles and sessions live: SQLite, PostgreSQL or MySQL/MariaDB.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), fastauth::StoreError> {
/// let database = fastauth::Database::connect("sqlite::memory:").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Database(pub(crate) Connected);

/// The backend behind a [`Database`].
#[derive(Clone)]
pub enum Connected {
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(Sqlite),
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(Postgres),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    MySql(MySql),
}

/// How a [`Database`] is connected to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ConnectOptions {
    /// The most connections that are open at once. By default 16 to a server; to an SQLite file twice
    /// the cores, and at least 4: each is a thread at work.
    pub pool_size: Option<usize>,
    /// How long a request waits for a free connection. 5 seconds by default.
    pub acquire_timeout: Duration,
    /// How long a statement may take. 5 seconds by default. A database server is told to give up then,
    /// too; SQLite waits as long for a writer before it.
    pub statement_timeout: Duration,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self {
            pool_size: None,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(5),
        }
    }
}

impl ConnectOptions {
    /// The limit of a statement as the databases take it: none of them knows more, and none means it by 0.
    pub(crate) fn statement_milliseconds(&self) -> u32 {
        u32::try_from(self.statement_timeout.as_millis()).unwrap_or(u32::MAX).clamp(1, i32::MAX as u32)
    }

    /// How long a request waits for a free connection.
    #[must_use]
    pub fn acquire_timeout(mut self, timeout: Duration) -> Self {
        self.acquire_timeout = timeout;
        self
    }

    /// How long a statement may take.
    #[must_use]
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = timeout;
        self
    }

    /// The most connections that are open at once.
    #[must_use]
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = Some(connections);
        self
    }
}

impl Database {
    /// Connects to `sqlite://path` (made where it is missing; or `sqlite::memory:`), `postgres://…` (or
    /// `postgresql://…`) or `mysql://…` (or `mariadb://…`).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the URL names no database that this build has, or nothing
    /// answers there; [`StoreError::Failed`] where a MySQL server is not in strict mode.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_with(url, ConnectOptions::default()).await
    }

    /// As [`Database::connect`], with other options.
    ///
    /// # Errors
    /// As [`Database::connect`].
    pub async fn connect_with(url: &str, options: ConnectOptions) -> Result<Self, StoreError> {
        #[allow(unused_variables, reason = "PostgreSQL alone takes the URL as it is")]
        let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
        match scheme {
            #[cfg(feature = "sqlite")]
            "sqlite" => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                if path.is_empty() {
                    return Err(StoreError::Unavailable("a `sqlite://` URL names a file".to_owned()));
                }
                Ok(Self(Connected::Sqlite(Sqlite::connect(path, &options).await?)))
            }
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => {
                Ok(Self(Connected::Postgres(Postgres::connect(url, &options).await?)))
            }
            #[cfg(feature = "mysql")]
            "mysql" | "mariadb" => {
                let url = format!("mysql:{rest}");
                Ok(Self(Connected::MySql(MySql::connect(&url, &options).await?)))
            }
            _ => Err(StoreError::Unavailable(unknown_scheme(scheme))),
        }
    }
}

impl Database {
    /// The backend behind it.
    #[doc(hidden)]
    #[must_use]
    pub fn connected(&self) -> &Connected {
        &self.0
    }
}

fn unknown_scheme(scheme: &str) -> String {
    let feature = match scheme {
        "sqlite" => "sqlite",
        "postgres" | "postgresql" => "postgres",
        "mysql" | "mariadb" => "mysql",
        _ => return "a database URL begins with `sqlite://`, `postgres://` or `mysql://`".to_owned(),
    };
    format!("this build has no such database: add the feature `{feature}` to `fastauth`")
}

macro_rules! store_of {
    ($d:tt $([$($feature:literal $variant:ident),*] without [$($missing:literal),*];)*) => {$(
        /// The backend of a database, as the store that the caller's model wants.
        ///
        /// Its arms are those of this build: a `cfg` inside the expansion would ask the application's
        /// features.
        #[cfg(all($(feature = $feature,)* not(any($(feature = $missing),*))))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! store_of {
            ($d database:expr) => {
                match $d database.connected() {
                    $($crate::__private::Connected::$variant(backend) => {
                        ::std::sync::Arc::new(::core::clone::Clone::clone(backend))
                    })*
                }
            };
        }
    )*};
}

store_of! { $
    ["sqlite" Sqlite] without ["postgres", "mysql"];
    ["postgres" Postgres] without ["sqlite", "mysql"];
    ["mysql" MySql] without ["sqlite", "postgres"];
    ["sqlite" Sqlite, "postgres" Postgres] without ["mysql"];
    ["sqlite" Sqlite, "mysql" MySql] without ["postgres"];
    ["postgres" Postgres, "mysql" MySql] without ["sqlite"];
    ["sqlite" Sqlite, "postgres" Postgres, "mysql" MySql] without [];
}

/// The URL may hold a password.
impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            #[cfg(feature = "sqlite")]
            Connected::Sqlite(_) => "Database(Sqlite)",
            #[cfg(feature = "postgres")]
            Connected::Postgres(_) => "Database(Postgres)",
            #[cfg(feature = "mysql")]
            Connected::MySql(_) => "Database(MySql)",
        })
    }
}

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
compile_error!("fastauth needs a database: turn on `sqlite`, `postgres` or `mysql`");
