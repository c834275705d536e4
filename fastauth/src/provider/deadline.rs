//! How long a provider is waited for.

use std::time::Duration;

use super::{ProtocolFuture, ProviderError};

/// For one step of a sign-in, however many requests it takes.
const LIMIT: Duration = Duration::from_secs(10);

/// Gives a step up that takes too long.
pub(crate) async fn within_time<T>(step: ProtocolFuture<'_, T>) -> Result<T, ProviderError> {
    tokio::time::timeout(LIMIT, step).await.unwrap_or(Err(ProviderError::TimedOut))
}
