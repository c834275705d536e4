//! What the database gives up because others were faster is tried again.

use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};

use crate::store::StoreError;

/// How often.
const RETRIES: usize = 3;

/// Runs it, and again where the database gave it up: what a serializable database asks of its clients. Not after the
/// limit: whoever waits has waited long enough.
pub(super) async fn retried<R, F, W>(limit: Duration, work: F) -> Result<R, StoreError>
where
    F: FnMut() -> W,
    W: Future<Output = Result<R, StoreError>>,
{
    let begun = Instant::now();
    let waits = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(5))
        .with_factor(4.0)
        .with_max_times(RETRIES)
        .with_jitter();
    work.retry(waits)
        .when(|error| matches!(error, StoreError::Contended(_)) && begun.elapsed() < limit)
        .notify(|error, _| tracing::debug!(%error, "trying again"))
        .await
}
