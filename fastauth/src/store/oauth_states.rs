//! The OAuth states that were used: each is good once.

use time::OffsetDateTime;

use super::expired::remove_some;
use super::statement::{Statement, statement};
use super::{Backend, StoreError, StoreFuture};
use crate::credential::TokenDigest;
use crate::model::AuthUser;

/// The states that the users of one table came back from a provider with. Each method is one statement.
///
/// A state is in its browser's cookie, and only what was used is here: whoever asks for one and does not come back leaves
/// nothing behind. So is, for a moment, what one of several instances alone is to do
/// ([`provider_token`](crate::FastAuth::provider_token)).
pub trait OAuthStateStore<U: AuthUser>: Send + Sync {
    /// Notes that a state is used, until it would have expired; `false` where it was used before. Of any number at once, the
    /// key lets one through.
    fn use_state(&self, state: TokenDigest, expires_at: OffsetDateTime) -> StoreFuture<'_, bool>;
    /// The same, of what one of several instances is to do alone: free again at its end, should nobody release it before.
    fn claim(&self, what: TokenDigest, now: OffsetDateTime, until: OffsetDateTime) -> StoreFuture<'_, bool>;
    /// Gives a claim up before its end; not that of somebody who has claimed it since.
    fn release(&self, what: TokenDigest, until: OffsetDateTime) -> StoreFuture<'_, ()>;
    /// Removes up to `limit` states that have expired by now, and says how many.
    fn remove_expired_states(&self, now: OffsetDateTime, limit: i64) -> StoreFuture<'_, usize>;
}

impl<U: AuthUser, B: Backend> OAuthStateStore<U> for B {
    fn use_state(&self, state: TokenDigest, expires_at: OffsetDateTime) -> StoreFuture<'_, bool> {
        let statement: Statement = statement![
            "INSERT INTO "{U::TABLE.states}" (state_hash, expires_at) VALUES ("(state)", "(expires_at)")"
        ];
        Box::pin(async move {
            match self.execute_one(statement).await {
                Err(StoreError::Conflict(_)) => Ok(false),
                used => Ok(used? == 1),
            }
        })
    }

    fn claim(&self, what: TokenDigest, now: OffsetDateTime, until: OffsetDateTime) -> StoreFuture<'_, bool> {
        let over: Statement = statement![
            "DELETE FROM "{U::TABLE.states}" WHERE state_hash = "(what)" AND expires_at <= "(now)
        ];
        Box::pin(async move {
            if OAuthStateStore::<U>::use_state(self, what, until).await? {
                return Ok(true);
            }
            let was_over = self.execute_one(over).await? == 1;
            Ok(was_over && OAuthStateStore::<U>::use_state(self, what, until).await?)
        })
    }

    fn release(&self, what: TokenDigest, until: OffsetDateTime) -> StoreFuture<'_, ()> {
        let statement = statement![
            "DELETE FROM "{U::TABLE.states}" WHERE state_hash = "(what)" AND expires_at <= "(until)
        ];
        Box::pin(async move { self.execute_one(statement).await.map(drop) })
    }

    fn remove_expired_states(&self, now: OffsetDateTime, limit: i64) -> StoreFuture<'_, usize> {
        let expired = statement!["expires_at <= "(now)];
        self.execute_one(remove_some(B::DIALECT, U::TABLE.states, "state_hash", expired, limit))
    }
}
