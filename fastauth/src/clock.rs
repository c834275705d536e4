//! The one source of "now".

use std::fmt;
use std::sync::Arc;

use time::{Duration, OffsetDateTime};

/// Tells the time, in UTC, to the microsecond: what all three databases can store.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        #[allow(clippy::disallowed_methods, reason = "this is the one place")]
        Self(Arc::new(OffsetDateTime::now_utc))
    }

    /// A clock of the caller's own: for tests of what time does.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        let now = (self.0)();
        now - Duration::nanoseconds(i64::from(now.nanosecond() % 1_000))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
