//! A query that somebody waits for, perhaps not to its end.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;

/// A query at work, with the connection that it runs on.
///
/// Whoever waited for its answer may hang up or run out of time; the server works on all the same. So it
/// is seen through, for as long again at most: until then its connection counts among those of the pool.
pub(super) struct Unfinished<R: Send + 'static> {
    work: Option<BoxFuture<'static, diesel::QueryResult<R>>>,
    limit: Duration,
}

impl<R: Send + 'static> Unfinished<R> {
    pub(super) fn new(work: BoxFuture<'static, diesel::QueryResult<R>>, limit: Duration) -> Self {
        Self { work: Some(work), limit }
    }

    /// Closes its connection: what was begun is not committed.
    pub(super) fn give_up(mut self) {
        self.work = None;
    }
}

impl<R: Send + 'static> Future for Unfinished<R> {
    type Output = diesel::QueryResult<R>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Taken out, so that a query that panics is not polled again.
        let Some(mut work) = self.work.take() else {
            return Poll::Pending;
        };
        let outcome = work.as_mut().poll(context);
        if outcome.is_pending() {
            self.work = Some(work);
        }
        outcome
    }
}

impl<R: Send + 'static> Drop for Unfinished<R> {
    fn drop(&mut self) {
        let (Some(work), Ok(runtime)) = (self.work.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        let limit = self.limit;
        drop(runtime.spawn(async move { tokio::time::timeout(limit, work).await.map(drop) }));
    }
}
