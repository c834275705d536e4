//! The three databases, and how a query is run on each.

#[macro_use]
mod statements;

mod contention;
mod dialect;
mod for_each;
mod queries;

mod lent;
#[cfg(any(feature = "postgres", feature = "mysql"))]
#[macro_use]
mod pooled;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod unfinished;

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use dialect::Dialect;
#[cfg(feature = "mysql")]
pub use mysql::MySql;
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use queries::Backend;
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;
