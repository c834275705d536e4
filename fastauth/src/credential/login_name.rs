//! What somebody says to come in by.

use super::canonical_email;

/// A login, as it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginName {
    /// An address, in its canonical spelling.
    Email(String),
    /// A username, as it was typed.
    Username(String),
}

impl LoginName {
    /// Reads what was typed; none where it can be nobody's.
    ///
    /// A text with an `@` is an address and nothing else: no username has one, so that what is typed can mean one
    /// account only.
    pub(crate) fn read(text: &str, by_username: bool) -> Option<Self> {
        if text.contains('@') {
            canonical_email(text).ok().map(Self::Email)
        } else {
            by_username.then(|| Self::Username(text.to_owned()))
        }
    }

    /// The one spelling under which attempts are counted, whether anybody has that login or not: whatever might be looked up as
    /// one login is counted as one. Some databases do not tell capitals in a username apart.
    pub(crate) fn counted_as(text: &str) -> String {
        let text = text.trim();
        canonical_email(text).unwrap_or_else(|_| text.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LG-05.
    #[test]
    fn spellings_of_one_login_are_counted_as_one() {
        for text in [
            "ada@bücher.example",
            "ADA@BÜCHER.example",
            " ada@xn--bcher-kva.example ",
            "Ada@XN--BCHER-KVA.EXAMPLE",
        ] {
            assert_eq!(LoginName::counted_as(text), "ada@xn--bcher-kva.example", "{text:?}");
        }
        assert_eq!(LoginName::counted_as(" Ada"), "ada");
        assert_eq!(LoginName::counted_as("not an address @ all"), "not an address @ all");
    }

    #[test]
    fn a_login_is_an_address_or_a_username() {
        let email = Some(LoginName::Email("ada@x.org".to_owned()));
        assert_eq!(LoginName::read("ADA@x.org", true), email);
        assert_eq!(LoginName::read("ada", true), Some(LoginName::Username("ada".to_owned())));
        assert_eq!(LoginName::read("ada", false), None);
        assert_eq!(LoginName::read(" ada@x.org", true), None);
    }
}
