//! What a limiter is told of a limit.

use std::num::NonZeroU32;
use std::time::Duration;

/// How many windows without an attempt that is let through make a limiter forget how much attempts cost.
const QUIET_WINDOWS: u32 = 4;

/// A limit in force.
///
/// A bucket has room for [`count`](Self::count) cells, and gets them back evenly, all of them in one
/// [`window`](Self::window): the generic cell rate algorithm (GCRA; ITU-T I.371). An attempt takes one cell. Where the
/// rule [grows](Self::grows), an attempt costs more once the bucket was used up: see [`cost`](Self::cost).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitRule {
    count: NonZeroU32,
    window: Duration,
    grows: bool,
}

impl LimitRule {
    /// So many attempts in a window, at one price.
    #[must_use]
    pub fn new(count: NonZeroU32, window: Duration) -> Self {
        Self { count, window, grows: false }
    }

    /// The same, with a price that grows.
    #[must_use]
    pub fn growing(self) -> Self {
        Self { grows: true, ..self }
    }

    /// How many attempts in a row there may be.
    #[must_use]
    pub fn count(self) -> NonZeroU32 {
        self.count
    }

    /// How long it takes until there may be as many again.
    #[must_use]
    pub fn window(self) -> Duration {
        self.window
    }

    /// Whether whoever used the bucket up waits longer for each attempt: for passwords, which are guessed in the long
    /// run otherwise.
    #[must_use]
    pub fn grows(self) -> bool {
        self.grows
    }

    /// The cells that an attempt takes, once `strikes` were let through from the one on that used the bucket up: 1, 2,
    /// 4 and so on, but never more than the bucket holds. So the wait grows up to one window, and nobody has to lift
    /// anything: it ends by itself.
    #[must_use]
    pub fn cost(self, strikes: u32) -> NonZeroU32 {
        let doubled = 1_u32.checked_shl(strikes.saturating_sub(1)).unwrap_or(u32::MAX);
        NonZeroU32::new(doubled).unwrap_or(self.count).min(self.count)
    }

    /// How long after the last attempt that was let through nothing is left to remember: the bucket is full, and what
    /// an attempt costs is 1 again.
    #[must_use]
    pub fn forgets_after(self) -> Duration {
        if self.grows { self.window * QUIET_WINDOWS } else { self.window }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LG-07.
    #[test]
    fn the_cost_doubles_and_is_the_whole_bucket_at_most() {
        let rule = LimitRule::new(NonZeroU32::new(10).unwrap(), Duration::from_secs(900)).growing();
        let costs: Vec<u32> =
            [0, 1, 2, 3, 4, 5, 6, 32, 33, u32::MAX].map(|strikes| rule.cost(strikes).get()).into();
        assert_eq!(costs, [1, 1, 2, 4, 8, 10, 10, 10, 10, 10]);
    }
}
