//! Threads that do nothing but hash, and give way to everything else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use super::hash_error::HashError;

type Work = Box<dyn FnOnce() + Send>;

/// So many threads as may hash at once. They end when this is dropped.
///
/// Not the runtime's blocking threads: those serve SQLite, too, and a thread that has lowered its
/// priority cannot raise it again.
#[derive(Debug, Clone)]
pub(super) struct HashThreads(Sender<Work>);

impl HashThreads {
    pub(super) fn start(threads: usize) -> Result<Self, HashError> {
        let (sender, receiver) = channel::<Work>();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads {
            let receiver = receiver.clone();
            thread::Builder::new()
                .name("fastauth-hash".to_owned())
                .spawn(move || work_through(&receiver))
                .map_err(|_| HashError::Failed)?;
        }
        Ok(Self(sender))
    }

    /// Runs `work` on one of the threads. A caller that stops waiting does not stop the work.
    pub(super) async fn run<R: Send + 'static>(
        &self,
        work: impl FnOnce() -> R + Send + 'static,
    ) -> Result<R, HashError> {
        let (answer, answered) = oneshot::channel();
        let work = Box::new(move || {
            let _ = answer.send(work());
        });
        self.0.send(work).map_err(|_| HashError::Failed)?;
        answered.await.map_err(|_| HashError::Failed)
    }
}

fn work_through(receiver: &Mutex<Receiver<Work>>) {
    give_way();
    loop {
        let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        // The thread outlives a panic; whoever waits for the answer sees that there is none.
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

/// A hash takes 30 ms of a core, far more than a guarded request. At the same priority a request that
/// wakes up beside it waits for the rest of its time slice: with logins in flight, the slowest of a
/// hundred requests took ten times as long. At this one they take one and a half.
#[cfg(target_os = "linux")]
fn give_way() {
    const NICENESS: i32 = 10;
    // Linux takes a thread's id here and lowers that thread only. Refused or not, it can hash.
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS);
}

#[cfg(not(target_os = "linux"))]
fn give_way() {}
