//! An event, as everybody is told of it.

use std::net::IpAddr;

use time::OffsetDateTime;
use uuid::Uuid;

use super::SecurityEventKind;

/// Something that happened to an account, or that somebody tried.
///
/// Nothing in it is secret, and nothing in it begins a new line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecurityEvent {
    /// Its own name, the same wherever it is told: a UUID of version 7, so that they are in the order of time.
    pub id: Uuid,
    /// What happened.
    pub kind: SecurityEventKind,
    /// When, in UTC, by the library's [`Clock`](crate::Clock).
    pub at: OffsetDateTime,
    /// Whether it was done, or refused.
    pub outcome: EventOutcome,
    /// Who did it: the id, as text, of the user who was signed in, or is now. A user of another table of users is
    /// `table:id`. None for a stranger, for whoever has only a link from a mail, and for the program itself.
    pub actor: Option<String>,
    /// Whom it is about: the user's id, as text.
    pub subject: Option<String>,
    /// Which session it is about, or else by which it was done: a keyed hash of its id, the same in all its events.
    pub session: Option<String>,
    /// What was typed as a login: a keyed hash, the same for all spellings of one address.
    pub identifier: Option<String>,
    /// Where the request came from.
    pub ip: Option<IpAddr>,
    /// What the client calls itself, escaped.
    pub user_agent: Option<String>,
    /// Why it was refused, in a stable word.
    pub reason: Option<&'static str>,
    /// What [its kind](SecurityEventKind) says: the codename of a role, say. Escaped.
    pub detail: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventOutcome {
    /// It is done.
    Success,
    /// It was refused.
    Failure,
}

impl EventOutcome {
    /// `success` or `failure`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }
}

/// A text of somebody else's on one line: what is no plain character is written as Rust would write it, and a backslash
/// as two.
pub(super) fn escaped(text: &str, longest: usize) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        let start = escaped.len();
        match character {
            '"' | '\'' => escaped.push(character),
            _ => escaped.extend(character.escape_debug()),
        }
        if escaped.len() > longest {
            // Whole characters only: half an escape reads as another one.
            escaped.truncate(start);
            break;
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SC-04.
    #[test]
    fn a_text_stays_on_one_line() {
        for (text, plain) in [
            ("Mozilla/5.0 (X11; 'q' \"r\")", "Mozilla/5.0 (X11; 'q' \"r\")"),
            ("a\r\nb", "a\\r\\nb"),
            ("\u{1b}[31mred\u{7}", "\\u{1b}[31mred\\u{7}"),
            ("a\\nb", "a\\\\nb"),
            ("\u{85}\u{2028}\u{202e}\u{9b}31m\0", "\\u{85}\\u{2028}\\u{202e}\\u{9b}31m\\0"),
            ("Ünïcödé", "Ünïcödé"),
        ] {
            assert_eq!(escaped(text, 255), plain);
        }
        assert_eq!(escaped("abc\n", 4), "abc", "no half of an escape");
        assert_eq!(escaped(&"é".repeat(200), 255).len(), 254);
    }
}
