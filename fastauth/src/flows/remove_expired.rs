//! What has expired is removed, a batch at a time.

use std::time::Duration;

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::AuthUser;

/// How much is removed by one statement: few enough that nobody waits for it.
const BATCH: i64 = 1000;

/// How much was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemovedExpired {
    /// Sessions that had come to their end.
    pub sessions: usize,
    /// One-time tokens that had expired.
    pub one_time_tokens: usize,
    /// OAuth states that were used, and would have expired by now.
    pub oauth_states: usize,
}

impl<U: AuthUser> FastAuth<U> {
    /// Removes the sessions, the one-time tokens and the used OAuth states that have expired: for a task of the application's
    /// ([`remove_expired_every`](Self::remove_expired_every)), or a program that runs once a day. However many there are,
    /// each statement removes a thousand at most, by an index, so that logins go on meanwhile; any number of
    /// instances may do it at once. A session that was ended before its time stays until then.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`]: what was removed until then is gone, the rest is there the next time.
    #[tracing::instrument(skip_all)]
    pub async fn remove_expired(&self) -> Result<RemovedExpired, AuthError> {
        let now = self.clock().now();
        let sessions = in_batches(|| self.store().remove_expired_sessions(now, BATCH)).await?;
        let one_time_tokens = in_batches(|| self.store().remove_expired_tokens(now, BATCH)).await?;
        let oauth_states = match self.providers().is_empty() {
            true => 0,
            false => in_batches(|| self.store().remove_expired_states(now, BATCH)).await?,
        };
        let removed = RemovedExpired { sessions, one_time_tokens, oauth_states };
        if removed != RemovedExpired::default() {
            tracing::info!(sessions, one_time_tokens, oauth_states, "removed what had expired");
        }
        Ok(removed)
    }

    /// Does so again and again, for as long as the program runs: give it to `tokio::spawn`. What fails is logged, and
    /// tried the next time.
    ///
    /// ```no_run
    /// # use fastauth::prelude::*;
    /// # fn example<User: fastauth::model::AuthUser>(auth: FastAuth<User>) {
    /// let cleaner = auth.clone();
    /// tokio::spawn(async move { cleaner.remove_expired_every(std::time::Duration::from_secs(3600)).await });
    /// # }
    /// ```
    pub async fn remove_expired_every(&self, pause: Duration) {
        loop {
            if let Err(error) = self.remove_expired().await {
                tracing::error!(?error, "what has expired was not removed");
            }
            tokio::time::sleep(pause).await;
        }
    }
}

/// Until a batch is not full any more.
async fn in_batches<E, W: Future<Output = Result<usize, E>>>(batch: impl Fn() -> W) -> Result<usize, E> {
    let mut removed = 0;
    loop {
        let some = batch().await?;
        removed += some;
        if some < usize::try_from(BATCH).unwrap_or(usize::MAX) {
            return Ok(removed);
        }
        // Whoever waits to write comes first.
        tokio::task::yield_now().await;
    }
}
