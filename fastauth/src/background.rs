//! Work that nobody waits for: so much of it at once, and no more.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

/// How many pieces of work may be under way: each holds a little memory, and a client can ask for many.
const MOST: u32 = 1024;

/// Pieces of work, each in a task of its own.
#[derive(Clone)]
pub(crate) struct Background(Arc<Semaphore>);

/// Too much is under way already.
#[derive(Debug)]
pub(crate) struct Full;

impl Background {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(MOST as usize)))
    }

    /// Begins a piece of work.
    ///
    /// # Errors
    /// [`Full`], and then nothing of it is done.
    pub(crate) fn start(&self, work: impl Future<Output = ()> + Send + 'static) -> Result<(), Full> {
        let place = self.0.clone().try_acquire_owned().map_err(|_| Full)?;
        begin(place, work);
        Ok(())
    }

    /// The same, and where too much is under way already, waits until less is.
    pub(crate) async fn start_when_free(&self, work: impl Future<Output = ()> + Send + 'static) {
        // An error would say that the semaphore is closed, which nobody does.
        if let Ok(place) = self.0.clone().acquire_owned().await {
            begin(place, work);
        }
    }

    /// Waits until nothing is under way.
    pub(crate) async fn finish(&self) {
        // An error would say that the semaphore is closed, which nobody does.
        let _ = self.0.acquire_many(MOST).await;
    }
}

fn begin(place: OwnedSemaphorePermit, work: impl Future<Output = ()> + Send + 'static) {
    let task = async move {
        let _place = place;
        work.await;
    };
    drop(tokio::spawn(task.in_current_span().with_current_subscriber()));
}
