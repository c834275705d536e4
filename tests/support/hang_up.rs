//! Clients that hang up: axum drops a handler's future wherever it is.

use std::future::Future;
use std::pin::pin;

use futures_util::poll;

/// Polls a future so often, and drops it then. Whether it was done before.
pub async fn dropped_after<T>(polls: usize, future: impl Future<Output = T>) -> bool {
    let mut future = pin!(future);
    for _ in 0..polls {
        if poll!(future.as_mut()).is_ready() {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}
