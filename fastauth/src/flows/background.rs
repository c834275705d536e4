//! Work that no answer waits for.

use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use crate::auth::{FastAuth, MOST_IN_BACKGROUND};
use crate::error::AuthError;
use crate::model::AuthUser;

impl<U: AuthUser> FastAuth<U> {
    /// Does the work in a task of its own, so that the time of the answer tells nothing of it: whether
    /// somebody has an account, say.
    ///
    /// # Errors
    /// [`AuthError::Busy`] where too much is under way already, whatever the work would have found.
    pub(crate) fn in_background<F>(&self, work: impl FnOnce(Self) -> F) -> Result<(), AuthError>
    where
        F: Future<Output = Result<(), AuthError>> + Send + 'static,
    {
        let place = self.background().clone().try_acquire_owned().map_err(|_| AuthError::Busy)?;
        let work = work(self.clone());
        let task = async move {
            let _place = place;
            if let Err(error) = work.await {
                tracing::error!(?error, "work in the background failed");
            }
        };
        drop(tokio::spawn(task.in_current_span().with_current_subscriber()));
        Ok(())
    }

    /// Waits until nothing is under way in the background: for a program that is about to end, once it
    /// serves no more requests.
    pub async fn finish_background(&self) {
        let all = u32::try_from(MOST_IN_BACKGROUND).unwrap_or(u32::MAX);
        // An error would say that the semaphore is closed, which nobody does.
        let _ = self.background().acquire_many(all).await;
    }
}
