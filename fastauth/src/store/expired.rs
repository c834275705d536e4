//! What has expired, removed a batch at a time.

use time::OffsetDateTime;

use super::key::AnyKey;
use super::statement::{Statement, statement};
use super::{Backend, Dialect, StoreFuture};
use crate::credential::TokenPurpose;
use crate::model::AuthUser;

/// What has expired of one kind of users. Each method is one statement, or a few, that find their rows by an index.
pub trait ExpiredStore<U: AuthUser>: Send + Sync {
    /// Removes up to `limit` sessions that came to their end before this moment, and says how many.
    fn remove_expired_sessions(&self, now: OffsetDateTime, limit: i64) -> StoreFuture<'_, usize>;
    /// Removes up to `limit` one-time tokens that expired before this moment, and says how many.
    fn remove_expired_tokens(&self, now: OffsetDateTime, limit: i64) -> StoreFuture<'_, usize>;
}

impl<U: AuthUser, B: Backend> ExpiredStore<U> for B {
    fn remove_expired_sessions(&self, now: OffsetDateTime, limit: i64) -> StoreFuture<'_, usize> {
        let expired = statement!["expires_at <= "(now)];
        self.execute_one(remove_some(B::DIALECT, U::TABLE.sessions, "id", expired, limit))
    }

    fn remove_expired_tokens(&self, now: OffsetDateTime, limit: i64) -> StoreFuture<'_, usize> {
        Box::pin(async move {
            let mut removed = 0;
            // By purpose, as the index has them; and so what is no token stays.
            for purpose in TokenPurpose::ALL.map(TokenPurpose::code) {
                let expired = statement!["purpose = "(purpose)" AND expires_at <= "(now)];
                let statement = remove_some(B::DIALECT, U::TABLE.tokens, "token_hash", expired, limit);
                removed += self.execute_one(statement).await?;
            }
            Ok(removed)
        })
    }
}

/// Removes rows, but not so many that others wait for long. On PostgreSQL, rows that somebody else is at work on are left
/// for the next time.
pub(super) fn remove_some(
    dialect: Dialect,
    table: &'static str,
    key: &'static str,
    condition: Statement,
    limit: i64,
) -> Statement {
    let some = statement![[condition]" ORDER BY expires_at LIMIT "(AnyKey::I64(limit))];
    let skip = match dialect {
        Dialect::MySql => return statement!["DELETE FROM "{table}" WHERE "[some]],
        Dialect::Postgres => " FOR UPDATE SKIP LOCKED)",
        Dialect::Sqlite => ")",
    };
    statement![
        "DELETE FROM "{table}" WHERE "{key}" IN (SELECT "{key}" FROM "{table}" WHERE "[some] skip
    ]
}
