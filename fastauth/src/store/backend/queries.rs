//! How a query is run, whatever the database.

use super::Dialect;
use crate::store::session_rows::{SessionRows, TokenRows};
use crate::store::statement::Statement;
use crate::store::{QueryFuture, StoreFuture};
use crate::token::{ListedSession, StoredToken};

/// A database that queries can be run on.
///
/// Implemented for SQLite, PostgreSQL and MySQL, as the build has them; generated code adds a model's queries to
/// each of them.
pub trait Backend: Clone + Send + Sync + 'static {
    /// The connection that a query is given.
    type Connection: Send;

    /// What it speaks.
    const DIALECT: Dialect;

    /// Runs a query that changes nothing. It is run once more, on a new connection, where the first
    /// one turned out to be dead; and again where the database gave it up for others.
    fn read<R, F>(&self, query: F) -> StoreFuture<'_, R>
    where
        R: Send + 'static,
        F: for<'c> Fn(&'c mut Self::Connection) -> QueryFuture<'c, R> + Send + Sync + 'static;

    /// Runs a query that changes something, once; and again where the database gave it up for others, and so
    /// changed nothing: the query is one transaction, or as good when it is begun anew.
    fn write<R, F>(&self, query: F) -> StoreFuture<'_, R>
    where
        R: Send + 'static,
        F: for<'c> FnOnce(&'c mut Self::Connection) -> QueryFuture<'c, R> + Clone + Send + Sync + 'static;

    /// Runs statements that return nothing, one after the other: DDL.
    fn batch(&self, statements: Vec<String>) -> StoreFuture<'_, ()>;

    /// Runs a statement that answers with numbered texts.
    fn load(connection: &mut Self::Connection, statement: Statement) -> QueryFuture<'_, Vec<(i32, String)>>;

    /// Runs a statement that answers with sessions.
    fn load_sessions(
        connection: &mut Self::Connection,
        statement: SessionRows,
    ) -> QueryFuture<'_, Vec<ListedSession>>;

    /// Runs a statement that answers with what is stored of a token.
    fn load_token(
        connection: &mut Self::Connection,
        statement: TokenRows,
    ) -> QueryFuture<'_, Option<StoredToken>>;

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
