//! How often, as an option says it.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use time::Duration;

use super::LimitRule;

/// A number and a window, written `10/15m`; or `off`.
///
/// The windows are in seconds, minutes, hours or days: `s`, `m`, `h`, `d`.
///
/// ```
/// use fastauth::limit::RateLimit;
/// use fastauth::time::Duration;
/// assert_eq!("10/15m".parse(), Ok(RateLimit::new(10, Duration::minutes(15))));
/// assert_eq!(RateLimit::new(10, Duration::seconds(3600)).to_string(), "10/1h");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    /// No limit at all. `build` warns of each in the log.
    Off,
    /// So many, in so long.
    Per {
        /// How many in a row. At most a million.
        count: u32,
        /// How long it takes until there may be as many again. One second to one day, in whole seconds.
        window: Duration,
    },
}

/// The windows' units, the longest first.
const UNITS: [(&str, i64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

impl RateLimit {
    /// So many, in so long.
    #[must_use]
    pub const fn new(count: u32, window: Duration) -> Self {
        Self::Per { count, window }
    }

    /// What a limiter is told; none, where it is off or out of bounds.
    #[must_use]
    pub fn rule(self) -> Option<LimitRule> {
        match self {
            Self::Per { count, window } if self.is_bearable() => {
                Some(LimitRule::new(NonZeroU32::new(count)?, window.try_into().ok()?))
            }
            _ => None,
        }
    }

    /// Whether it is within its bounds.
    pub(crate) fn is_bearable(self) -> bool {
        match self {
            Self::Off => true,
            Self::Per { count, window } => {
                (1..=1_000_000).contains(&count)
                    && (Duration::SECOND..=Duration::DAY).contains(&window)
                    && window.subsec_nanoseconds() == 0
            }
        }
    }

    /// Whether it lets through no more than this in a row.
    pub(crate) fn is_at_most(self, most: u32) -> bool {
        match self {
            Self::Off => true,
            Self::Per { count, .. } => count <= most,
        }
    }
}

impl FromStr for RateLimit {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.eq_ignore_ascii_case("off") {
            return Ok(Self::Off);
        }
        let (count, window) = text.split_once('/').ok_or(())?;
        let window = UNITS.iter().find_map(|(unit, seconds)| {
            let number: u32 = digits(window.strip_suffix(unit)?)?;
            Some(Duration::seconds(seconds * i64::from(number)))
        });
        Ok(Self::new(digits(count).ok_or(())?, window.ok_or(())?))
    }
}

/// `+5` is no number here.
fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// As it is read.
impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Per { count, window } = self else { return f.write_str("off") };
        let seconds = window.whole_seconds();
        let unit = UNITS.iter().find(|(_, unit)| seconds % unit == 0);
        let (unit, length) = unit.copied().unwrap_or(("s", 1));
        write!(f, "{count}/{}{unit}", seconds / length)
    }
}

macro_rules! limits {
    ($($(#[doc = $doc:literal])* $name:ident = $count:literal / $window:expr, $option:literal;)*) => {
        /// Every limit, and its default.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct RateLimits {
            $($(#[doc = $doc])* pub $name: RateLimit,)*
        }

        impl Default for RateLimits {
            fn default() -> Self {
                Self { $($name: RateLimit::new($count, $window),)* }
            }
        }

        impl RateLimits {
            /// None at all: for measurements and tests, and for a service that something else limits.
            #[must_use]
            pub fn off() -> Self {
                Self { $($name: RateLimit::Off,)* }
            }

            /// Each by the name of its option.
            pub(crate) fn named(&self) -> impl Iterator<Item = (&'static str, RateLimit)> {
                [$(($option, self.$name),)*].into_iter()
            }
        }
    };
}

limits! {
    /// Passwords tried at one login, whether anybody has it or not. Each that is tried beyond them makes the next wait
    /// longer, up to one window. At most 100 (NIST SP 800-63B section 3.2.2).
    login_per_account = 10 / Duration::minutes(15), "limit_login_per_account";
    /// Logins from one address.
    login_per_address = 30 / Duration::minutes(15), "limit_login_per_address";
    /// Registrations from one address.
    register_per_address = 20 / Duration::HOUR, "limit_register_per_address";
    /// Mails to one address. What is beyond them is not sent, and the answer does not say so.
    mail_per_account = 3 / Duration::HOUR, "limit_mail_per_account";
    /// Mails that are asked for from one address.
    mail_per_address = 20 / Duration::HOUR, "limit_mail_per_address";
    /// One-time tokens tried from one address.
    token_per_address = 10 / Duration::MINUTE, "limit_token_per_address";
    /// Refreshes of one session: against floods only.
    refresh_per_session = 1_000 / Duration::MINUTE, "limit_refresh_per_session";
    /// Refreshes from one address: against floods only.
    refresh_per_address = 3_000 / Duration::MINUTE, "limit_refresh_per_address";
    /// Answers of providers' that are brought from one address: each makes requests to the provider.
    oauth_per_address = 60 / Duration::MINUTE, "limit_oauth_per_address";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_written_as_it_is_read() {
        for (text, limit) in [
            ("10/15m", RateLimit::new(10, Duration::minutes(15))),
            ("1/1s", RateLimit::new(1, Duration::SECOND)),
            ("3/1h", RateLimit::new(3, Duration::HOUR)),
            ("5/1d", RateLimit::new(5, Duration::DAY)),
            ("5/90s", RateLimit::new(5, Duration::seconds(90))),
            ("off", RateLimit::Off),
        ] {
            assert_eq!(text.parse(), Ok(limit));
            assert_eq!(limit.to_string(), text);
        }
        assert_eq!("10/900s".parse(), Ok(RateLimit::new(10, Duration::minutes(15))));
        for text in [
            "",
            "10",
            "10/",
            "/15m",
            "10/15",
            "10/m",
            "10/15w",
            "+10/15m",
            "10/+15m",
            "-1/15m",
            "10/15 m",
            " 10/15m",
            "10/1.5m",
            "99999999999/1s",
            "10/15mm",
            "none",
            "0x10/1s",
        ] {
            assert_eq!(text.parse::<RateLimit>(), Err(()), "{text:?}");
        }
    }

    #[test]
    fn what_is_out_of_bounds_is_no_rule() {
        for text in ["0/1s", "1000001/1s", "1/0s", "1/2d", "1/86401s"] {
            let limit: RateLimit = text.parse().unwrap();
            assert!(!limit.is_bearable() && limit.rule().is_none(), "{text}");
        }
        assert!(RateLimit::new(1, Duration::milliseconds(1500)).rule().is_none());
        assert!(RateLimit::Off.is_bearable() && RateLimit::Off.rule().is_none());
        assert!("1000000/1s".parse::<RateLimit>().unwrap().rule().is_some());
    }
}
