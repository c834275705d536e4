//! E-mail addresses, in the one spelling that is stored, compared and written to.

/// The longest address, in bytes (RFC 5321 section 4.5.3.1.3, less the brackets).
const MAX_BYTES: usize = 254;
/// The longest part before the `@`, in bytes (RFC 5321 section 4.5.3.1.1).
const MAX_LOCAL_BYTES: usize = 64;

/// Why a text is no address that an account can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// More than 254 bytes, or more than 64 before the `@`.
    #[error("an e-mail address has at most 254 bytes, 64 of them before the `@`")]
    TooLong,
    /// Not one plain address.
    #[error("this is not an e-mail address")]
    Malformed,
}

/// The canonical spelling of one plain address (RFC 5321 `Dot-string "@" Domain`).
///
/// Letters of ASCII become lower case and the domain goes through IDNA (UTS 46); nothing else is
/// folded, so that two spellings that are one here are one mailbox everywhere. Quoted local parts,
/// address literals, comments and non-ASCII local parts are refused: no provider of mailboxes hands
/// them out, and each has been used to make one address look like another.
///
/// # Errors
/// [`EmailError`].
pub fn canonical_email(text: &str) -> Result<String, EmailError> {
    if text.len() > MAX_BYTES {
        return Err(EmailError::TooLong);
    }
    let (local, domain) = text.split_once('@').ok_or(EmailError::Malformed)?;
    if local.len() > MAX_LOCAL_BYTES {
        return Err(EmailError::TooLong);
    }
    if !is_dot_string(local) || local.starts_with('-') {
        return Err(EmailError::Malformed);
    }
    let domain = idna::domain_to_ascii_cow(domain.as_bytes(), idna::AsciiDenyList::STD3)
        .map_err(|_| EmailError::Malformed)?;
    if !is_domain(&domain) {
        return Err(EmailError::Malformed);
    }
    let address = format!("{}@{domain}", local.to_ascii_lowercase());
    if address.len() > MAX_BYTES { Err(EmailError::TooLong) } else { Ok(address) }
}

/// RFC 5322 `dot-atom-text`.
fn is_dot_string(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    })
}

/// At least two labels, the last of them not a number: a host name, no address literal.
fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    labels.len() >= 2
        && labels
            .iter()
            .all(|label| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-'))
        && labels.last().is_some_and(|top| !top.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_has_one_spelling() {
        for (text, canonical) in [
            ("A@X.org", "a@x.org"),
            ("a.b+c@sub.x.ORG", "a.b+c@sub.x.org"),
            ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
            ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
            ("o'neil@x.org", "o'neil@x.org"),
        ] {
            assert_eq!(canonical_email(text).as_deref(), Ok(canonical), "{text}");
            assert_eq!(canonical_email(canonical).as_deref(), Ok(canonical), "twice: {text}");
        }
    }

    #[test]
    fn what_is_not_one_plain_address_is_refused() {
        for text in [
            "",
            "@",
            "a",
            "a@",
            "@x.org",
            "a@x",
            "a b@x.org",
            "a@x.org,b@x.org",
            "A <a@x.org>",
            "\"a\"@x.org",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@x.org\r\nBcc: b@x.org",
            "a\0@x.org",
            "-a@x.org",
            ".a@x.org",
            "a.@x.org",
            "a..b@x.org",
            "a@-x.org",
            "a@x..org",
            " a@x.org",
            "a@x.org ",
            "a@b@x.org",
            "(c)a@x.org",
            "mıke@x.org",
            "ſ@x.org",
            "ß@x.org",
            "\u{212a}@x.org",
            "ﬀ@x.org",
            "a@xn--example-.org",
            "a@x_y.org",
        ] {
            assert_eq!(canonical_email(text), Err(EmailError::Malformed), "{text:?}");
        }
    }

    #[test]
    fn length_is_checked_before_the_database_does() {
        let local = "a".repeat(64);
        assert!(canonical_email(&format!("{local}@x.org")).is_ok());
        assert_eq!(canonical_email(&format!("{local}a@x.org")), Err(EmailError::TooLong));
        assert_eq!(canonical_email(&format!("admin@x.org{}x", " ".repeat(250))), Err(EmailError::TooLong));
    }
}
