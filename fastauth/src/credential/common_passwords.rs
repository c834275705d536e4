//! Passwords that many people have, and such as are made of what everybody knows of a person.

use std::sync::OnceLock;

use zeroize::Zeroizing;

/// Sorted, in lower case, a line each.
const LIST: &str = include_str!("../../data/common_passwords.txt");

/// Shorter pieces of an address or a name are too likely to be in a password by chance.
const SHORTEST_WORD: usize = 4;

/// Why a password is one of the first that are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guessable {
    /// It is on the list, or is made of what is.
    Common,
    /// It is made of what is known of its user or of the service.
    Personal,
}

/// Whether a password, in any case of letters, is a listed one or one of these words; or two of them, one
/// behind the other; or one of them again and again.
pub(super) fn guessable(password: &str, words: &[&str]) -> Option<Guessable> {
    let password = Zeroizing::new(password.to_lowercase());
    let known = Known { words: words.iter().map(|word| word.to_lowercase()).collect() };
    if let Some(found) = known.find(&password) {
        return Some(found);
    }
    password.char_indices().skip(1).find_map(|(end, _)| {
        let (first, rest) = password.split_at_checked(end)?;
        let of_first = known.find(first)?;
        if rest.len() % first.len() == 0 && rest == first.repeat(rest.len() / first.len()) {
            return Some(of_first);
        }
        let of_rest = known.find(rest)?;
        Some(if of_first == Guessable::Personal { of_first } else { of_rest })
    })
}

struct Known {
    words: Vec<String>,
}

impl Known {
    fn find(&self, text: &str) -> Option<Guessable> {
        if text.len() >= SHORTEST_WORD && self.words.iter().any(|word| word == text) {
            return Some(Guessable::Personal);
        }
        list().binary_search(&text).is_ok().then_some(Guessable::Common)
    }
}

fn list() -> &'static [&'static str] {
    static WORDS: OnceLock<Vec<&str>> = OnceLock::new();
    WORDS.get_or_init(|| LIST.lines().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(list().is_sorted() && list().len() > 20_000);
        assert!(list().iter().all(|word| word.len() >= 5 && *word == word.to_lowercase()));
    }

    #[test]
    fn what_everybody_tries_is_guessable() {
        let words = ["ada.lovelace@x.org", "ada.lovelace", "countess", "fastauth"];
        for (password, expected) in [
            ("password", Some(Guessable::Common)),
            ("PassWord", Some(Guessable::Common)),
            ("passwordpassword", Some(Guessable::Common)),
            ("passwordpasswordpassword", Some(Guessable::Common)),
            ("sunshine123456789", Some(Guessable::Common)),
            ("Ada.Lovelace@X.org", Some(Guessable::Personal)),
            ("countesscountess", Some(Guessable::Personal)),
            ("countess123456789", Some(Guessable::Personal)),
            ("passwordfastauth", Some(Guessable::Personal)),
            ("correct horse battery staple", None),
            ("passwordqwzrxkvb", None),
            ("xpasswordpassword", None),
            ("aaaaaaaaaaaaaaa", None),
            ("🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀", None),
            ("", None),
        ] {
            assert_eq!(guessable(password, &words), expected, "{password}");
        }
    }
}
