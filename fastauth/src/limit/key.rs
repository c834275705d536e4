//! What is counted under one name.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};

/// A bucket: a limit, and whoever it is counted for.
///
/// It holds the SHA-256 of whoever that is: no address and no login is in a limiter's memory, and whatever a client
/// types takes as much room. As text it is `login_per_account:` and 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LimitKey {
    limit: &'static str,
    digest: [u8; 32],
}

impl LimitKey {
    /// The bucket of this limit for whoever these parts name together.
    #[must_use]
    pub fn new(limit: &'static str, parts: &[&str]) -> Self {
        // The length of each first: no two lists of parts read alike.
        let text: String = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
        let mut bytes = [0; 32];
        for (byte, computed) in bytes.iter_mut().zip(digest(&SHA256, text.as_bytes()).as_ref()) {
            *byte = *computed;
        }
        Self { limit, digest: bytes }
    }

    /// The name of its limit.
    #[must_use]
    pub fn limit(&self) -> &'static str {
        self.limit
    }
}

impl fmt::Display for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.limit)?;
        self.digest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_one_bucket_and_nobody() {
        let key = LimitKey::new("login_per_account", &["users", "ada@x.org"]);
        assert_eq!(key, LimitKey::new("login_per_account", &["users", "ada@x.org"]));
        for other in [
            LimitKey::new("login_per_address", &["users", "ada@x.org"]),
            LimitKey::new("login_per_account", &["usersada@x.org"]),
            LimitKey::new("login_per_account", &["usersa", "da@x.org"]),
            LimitKey::new("login_per_account", &["users", "ada@x.org", ""]),
        ] {
            assert_ne!(key, other);
        }
        let text = key.to_string();
        assert!(text.starts_with("login_per_account:") && text.len() == 18 + 64, "{text}");
        assert!(!text.contains("ada"));
    }
}
