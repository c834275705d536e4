//! The end of a flow: the change that it makes, and the hooks that are told of it.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::hooks::HookFuture;
use crate::model::AuthUser;

impl<U: AuthUser> FastAuth<U> {
    /// Sees the end of a flow through in a task of its own: where a client hangs up, axum drops the
    /// future that waits for it, and what is stored by then must still be told to the hooks.
    pub(super) async fn commit<T, F>(&self, end: impl FnOnce(Self) -> F) -> Result<T, AuthError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, AuthError>> + Send + 'static,
    {
        let end = end(self.clone()).in_current_span().with_current_subscriber();
        tokio::spawn(end).await.unwrap_or_else(|error| Err(AuthError::Internal(error.to_string())))
    }

    /// Waits for a hook after the change, which no failure of the hook's can undo.
    pub(super) async fn after(&self, name: &'static str, hook: HookFuture<'_>) {
        match AssertUnwindSafe(hook).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(?error, "`{name}` failed"),
            Err(_) => tracing::error!("`{name}` panicked"),
        }
    }
}
