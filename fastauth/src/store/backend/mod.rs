//! The three databases, and how a query is run on each.

#[macro_use]
mod statements;

#[cfg(any(feature = "postgres", feature = "mysql"))]
#[macro_use]
mod pooled;

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "mysql")]
pub use mysql::MySql;
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;

use super::statement::Statement;
use super::{QueryFuture, StoreFuture};

/// Which dialect of SQL a database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL or MariaDB.
    MySql,
}

/// A database that queries can be run on.
///
/// Implemented by [`Sqlite`], [`Postgres`] and [`MySql`]; generated code adds a model's queries to
/// each of them.
pub trait Backend: Clone + Send + Sync + 'static {
    /// The connection that a query is given.
    type Connection: Send;

    /// What it speaks.
    const DIALECT: Dialect;

    /// Runs a query that changes nothing. It is run once more, on a new connection, where the first
    /// one turned out to be dead.
    fn read<R, F>(&self, query: F) -> StoreFuture<'_, R>
    where
        R: Send + 'static,
        F: for<'c> Fn(&'c mut Self::Connection) -> QueryFuture<'c, R> + Send + Sync + 'static;

    /// Runs a query that changes something, once.
    fn write<R, F>(&self, query: F) -> StoreFuture<'_, R>
    where
        R: Send + 'static,
        F: for<'c> FnOnce(&'c mut Self::Connection) -> QueryFuture<'c, R> + Send + Sync + 'static;

    /// Runs statements that return nothing, one after the other: DDL.
    fn batch(&self, statements: Vec<String>) -> StoreFuture<'_, ()>;

    /// Runs a statement that answers with numbered texts.
    fn load(connection: &mut Self::Connection, statement: Statement) -> QueryFuture<'_, Vec<(i32, String)>>;

    /// Runs a statement that answers with nothing.
    fn execute(connection: &mut Self::Connection, statement: Statement) -> QueryFuture<'_, usize>;

    /// Runs queries of which all happen, or none.
    fn transaction<'c, R, F>(connection: &'c mut Self::Connection, queries: F) -> QueryFuture<'c, R>
    where
        R: Send + 'c,
        F: for<'t> FnOnce(&'t mut Self::Connection) -> QueryFuture<'t, R> + Send + 'c;

    /// As [`load`](Self::load), where that is all there is to do.
    fn load_rows(&self, statement: Statement) -> StoreFuture<'_, Vec<(i32, String)>> {
        self.read(move |connection| Self::load(connection, statement.clone()))
    }

    /// As [`execute`](Self::execute), where that is all there is to do.
    fn execute_one(&self, statement: Statement) -> StoreFuture<'_, usize> {
        self.write(|connection| Self::execute(connection, statement))
    }
}

/// Expands `$macro! { Backend; … }` once for each database that this build has.
///
/// The features asked are the library's: a `cfg` inside an expansion would ask the application's.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_backend {
    ($macro:path { $($rest:tt)* }) => {
        $crate::with_sqlite! { $macro { $($rest)* } }
        $crate::with_postgres! { $macro { $($rest)* } }
        $crate::with_mysql! { $macro { $($rest)* } }
    };
}

#[cfg(feature = "sqlite")]
#[doc(hidden)]
#[macro_export]
macro_rules! with_sqlite {
    ($macro:path { $($rest:tt)* }) => {
        $macro! { $crate::__private::Sqlite; $($rest)* }
    };
}

#[cfg(not(feature = "sqlite"))]
#[doc(hidden)]
#[macro_export]
macro_rules! with_sqlite {
    ($($rest:tt)*) => {};
}

#[cfg(feature = "postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! with_postgres {
    ($macro:path { $($rest:tt)* }) => {
        $macro! { $crate::__private::Postgres; $($rest)* }
    };
}

#[cfg(not(feature = "postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! with_postgres {
    ($($rest:tt)*) => {};
}

#[cfg(feature = "mysql")]
#[doc(hidden)]
#[macro_export]
macro_rules! with_mysql {
    ($macro:path { $($rest:tt)* }) => {
        $macro! { $crate::__private::MySql; $($rest)* }
    };
}

#[cfg(not(feature = "mysql"))]
#[doc(hidden)]
#[macro_export]
macro_rules! with_mysql {
    ($($rest:tt)*) => {};
}
