//! Usernames.

/// Why a text is no username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsernameError {
    /// Not 3 to 64 characters.
    #[error("a username has 3 to 64 characters")]
    Length,
    /// Something else than letters and digits of ASCII, `_`, `.` and `-`.
    #[error("a username has letters, digits, `_`, `.` and `-` only, and begins with a letter or a digit")]
    Character,
}

/// Whether a text can be a username.
///
/// None looks like an e-mail address, so that what is typed at a login can mean one account only; and
/// none has two spellings that look the same.
///
/// # Errors
/// [`UsernameError`].
pub fn check_username(text: &str) -> Result<(), UsernameError> {
    if !(3..=64).contains(&text.len()) {
        return Err(UsernameError::Length);
    }
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    let begins_well = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if plain && begins_well { Ok(()) } else { Err(UsernameError::Character) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_username_looks_like_an_address() {
        assert_eq!(check_username("ada.lovelace_1-x"), Ok(()));
        assert_eq!(check_username("victim@x.org"), Err(UsernameError::Character));
        assert_eq!(check_username("аdmin"), Err(UsernameError::Character), "a Cyrillic а");
        assert_eq!(check_username("-rf"), Err(UsernameError::Character));
        assert_eq!(check_username("ab"), Err(UsernameError::Length));
        assert_eq!(check_username(&"a".repeat(65)), Err(UsernameError::Length));
    }
}
