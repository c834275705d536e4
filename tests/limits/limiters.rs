//! The limiters by themselves: both take the same steps.

use std::time::{Duration as Wait, Instant};

use fastauth::limit::{Decision, InProcessLimiter, LimitKey, LimitRule, RateLimit, RateLimiter};
use futures_util::future::join_all;
use harness::TestClock;
use time::Duration;

use super::world::{Counter, Keys};

/// A limiter, and a way to let time pass for it.
struct Subject {
    limiter: Box<dyn RateLimiter>,
    clock: TestClock,
    keys: Option<Keys>,
}

impl Subject {
    async fn new(counter: Counter) -> Self {
        let clock = TestClock::default();
        match counter {
            Counter::InProcess => {
                Self { limiter: Box::new(InProcessLimiter::new(clock.clock())), clock, keys: None }
            }
            Counter::InRedis => {
                let keys = Keys::connect().await;
                Self { limiter: Box::new(keys.limiter()), clock, keys: Some(keys) }
            }
        }
    }

    async fn advance(&self, by: Duration) {
        self.clock.advance(by);
        if let Some(keys) = &self.keys {
            keys.advance(by.unsigned_abs()).await;
        }
    }

    /// What is refused, by the seconds to wait; 0 where it is let through.
    async fn attempt(&self, key: &LimitKey, rule: LimitRule) -> u64 {
        match self.limiter.attempt(key, rule).await.unwrap() {
            Decision::Allowed => 0,
            Decision::Refused { retry_after } => {
                assert!(!retry_after.is_zero());
                retry_after.as_millis().div_ceil(1000) as u64
            }
        }
    }
}

/// How many seconds pass, and what an attempt is told then.
type Steps = &'static [(i64, u64)];

fn key(name: &str) -> LimitKey {
    LimitKey::new("tested", &[name])
}

fn rule(count: u32, window: Duration) -> LimitRule {
    RateLimit::new(count, window).rule().unwrap()
}

with_each_limiter! {
    /// LG-06, LG-07: one table of steps for both: how long time passes, and what an attempt is told then. Time passes
    /// by itself, too, so that a wait may be shorter than is written by what the test takes, and the second that has begun.
    async fn both_take_the_same_steps(counter: Counter) {
        let growing = rule(4, Duration::seconds(400)).growing();
        let plain = rule(4, Duration::seconds(400));
        let odd = rule(7, Duration::seconds(1000));
        let single = rule(1, Duration::seconds(100)).growing();
        let tables: [(&str, LimitRule, Steps); 5] = [
            ("growing", growing, &[
                (0, 0), (0, 0), (0, 0), (0, 0), (0, 100), (50, 50), (50, 0), (0, 200), (100, 100), (100, 0), (0, 400),
                (200, 200), (200, 0), (0, 400), (400, 0), (0, 400), (1601, 0), (0, 0), (0, 0), (0, 0), (0, 100),
            ]),
            // Whoever waits for longer is let through again, and pays the higher price.
            ("patient", growing, &[(0, 0), (0, 0), (0, 0), (0, 0), (400, 0), (0, 0), (0, 300), (300, 0), (0, 400)]),
            ("plain", plain, &[
                (0, 0), (0, 0), (0, 0), (0, 0), (0, 100), (100, 0), (0, 100), (200, 0), (0, 0), (0, 100), (400, 0), (0, 0),
                (0, 0), (0, 0), (0, 100),
            ]),
            ("odd", odd, &[(0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 143), (143, 0), (0, 143)]),
            ("single", single, &[(0, 0), (0, 100), (100, 0), (0, 100), (100, 0), (0, 100)]),
        ];
        let subject = Subject::new(counter).await;
        for (name, rule, steps) in tables {
            let begun = Instant::now();
            for (step, (passes, told)) in steps.iter().enumerate() {
                subject.advance(Duration::seconds(*passes)).await;
                let answer = subject.attempt(&key(name), rule).await;
                let least = told.saturating_sub(begun.elapsed().as_secs() + 2).max(u64::from(*told > 0));
                assert!((least..=*told).contains(&answer), "{name}, step {step}: {answer} in place of {told}");
            }
        }
    }

    /// LG-06: counted and checked in one step, whoever else does.
    async fn of_many_at_once_as_many_pass_as_may(counter: Counter) {
        let subject = Subject::new(counter).await;
        let (one, rule) = (key("many"), rule(25, Duration::DAY));
        let answers = join_all((0..200).map(|_| subject.attempt(&one, rule))).await;
        assert_eq!(answers.iter().filter(|answer| **answer == 0).count(), 25);
    }

    /// LG-06: what is cleared begins anew, and nothing else does.
    async fn one_key_is_cleared(counter: Counter) {
        let subject = Subject::new(counter).await;
        let rule = rule(1, Duration::HOUR).growing();
        for name in ["one", "other"] {
            assert_eq!(subject.attempt(&key(name), rule).await, 0);
        }
        subject.limiter.clear(&key("one")).await.unwrap();
        subject.limiter.clear(&key("nobody")).await.unwrap();
        assert_eq!(subject.attempt(&key("one"), rule).await, 0);
        assert!(subject.attempt(&key("other"), rule).await > 0);
    }

    /// LG-07: no wait is longer than a window, however long and whatever is tried.
    async fn no_wait_is_longer_than_a_window(counter: Counter) {
        let subject = Subject::new(counter).await;
        for (count, seconds) in [(1, 1), (3, 7), (10, 900), (100, 60), (1_000_000, 86_400)] {
            let (name, rule) = (format!("{count} in {seconds}"), rule(count, Duration::seconds(seconds)).growing());
            for _ in 0..300 {
                let wait = subject.attempt(&key(&name), rule).await;
                assert!(wait <= seconds as u64, "{name}: {wait}");
                if wait > 0 {
                    subject.advance(Duration::seconds(1)).await;
                }
            }
        }
    }
}

/// AV-05: a million keys cost the memory of a hundred thousand, and the newest are remembered.
#[tokio::test]
async fn the_keys_of_a_process_are_bounded() {
    let limiter = InProcessLimiter::new(TestClock::default().clock());
    let rule = rule(1, Duration::DAY);
    for number in 0..1_000_000 {
        let allowed = limiter.attempt(&key(&number.to_string()), rule).await.unwrap();
        assert_eq!(allowed, Decision::Allowed);
    }
    assert_eq!(limiter.keys(), 100_000);
    assert_ne!(limiter.attempt(&key("999999"), rule).await.unwrap(), Decision::Allowed);
    assert_ne!(limiter.attempt(&key("900000"), rule).await.unwrap(), Decision::Allowed);
    assert_eq!(limiter.attempt(&key("899999"), rule).await.unwrap(), Decision::Allowed, "forgotten");
}

/// A clock that is set back keeps nobody out for longer than a window.
#[tokio::test]
async fn a_clock_that_is_set_back_keeps_nobody_out() {
    let clock = TestClock::default();
    clock.advance(Duration::days(2));
    let limiter = InProcessLimiter::new(clock.clock());
    clock.advance(Duration::days(1));
    let rule = rule(1, Duration::HOUR);
    assert_eq!(limiter.attempt(&key("one"), rule).await.unwrap(), Decision::Allowed);
    clock.advance(Duration::minutes(-30));
    let Decision::Refused { retry_after } = limiter.attempt(&key("one"), rule).await.unwrap() else {
        panic!("the window has not passed");
    };
    assert!(retry_after <= Wait::from_secs(2 * 3600));
    clock.advance(Duration::hours(-2));
    assert_eq!(limiter.attempt(&key("one"), rule).await.unwrap(), Decision::Allowed);
}
