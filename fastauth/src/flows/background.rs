//! Work that no answer waits for.

use crate::auth::FastAuth;
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
        let work = work(self.clone());
        let logged = async move {
            if let Err(error) = work.await {
                tracing::error!(?error, "work in the background failed");
            }
        };
        self.background().start(logged).map_err(|_| AuthError::Busy)
    }

    /// Waits until nothing is under way in the background, nor in the hooks'
    /// ([`on_finish`](crate::AuthHooks::on_finish)): for a program that is about to end, once it serves no
    /// more requests.
    pub async fn finish_background(&self) {
        self.background().finish().await;
        self.telling().finish().await;
        self.after("on_finish", self.hooks().on_finish(&self.context())).await;
    }
}
