//! Names for what an event may not hold.

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::credential::{Secret, canonical_email, derive_key};
use crate::token::SessionId;

/// So much of a hash is kept: no two things share one by chance.
const BYTES: usize = 16;

/// Keyed hashes (HMAC-SHA-256, RFC 2104): whoever reads events and has no key can neither read nor try what they stand for.
pub(crate) struct Pseudonyms {
    logins: hmac::Key,
    sessions: hmac::Key,
}

impl Pseudonyms {
    /// With keys for this and nothing else, of the configured secret's.
    ///
    /// # Errors
    /// [`Unspecified`] where a key cannot be made.
    pub(crate) fn new(secret: &Secret) -> Result<Self, Unspecified> {
        let key = |purpose| {
            derive_key(secret, purpose, 32).map(|key| hmac::Key::new(hmac::HMAC_SHA256, key.expose()))
        };
        Ok(Self { logins: key("fastauth logins in events")?, sessions: key("fastauth sessions in events")? })
    }

    /// For what was typed as a login: one for all spellings of an address, or of a username.
    pub(crate) fn login(&self, typed: &str) -> String {
        let typed = typed.trim();
        let login = canonical_email(typed).unwrap_or_else(|_| typed.to_ascii_lowercase());
        hash(&self.logins, login.as_bytes())
    }

    /// For a session.
    pub(crate) fn session(&self, session: SessionId) -> String {
        hash(&self.sessions, session.as_bytes())
    }
}

fn hash(key: &hmac::Key, bytes: &[u8]) -> String {
    let tag = hmac::sign(key, bytes);
    let kept = tag.as_ref().iter().copied().take(BYTES).collect::<Vec<u8>>();
    URL_SAFE_NO_PAD.encode(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudonyms(secret: &str) -> Pseudonyms {
        Pseudonyms::new(&Secret::new(secret)).unwrap()
    }

    /// SC-04.
    #[test]
    fn spellings_of_one_address_have_one_name() {
        let names = pseudonyms("a secret of at least thirty-two bytes");
        let ada = names.login("ada@bücher.example");
        for spelling in ["ADA@BÜCHER.example", " ada@xn--bcher-kva.example "] {
            assert_eq!(names.login(spelling), ada);
        }
        assert_eq!(names.login("Ada"), names.login("ada"));
        assert_ne!(names.login("ada"), ada);
        assert_eq!(ada.len(), 22);
    }

    /// SC-04.
    #[test]
    fn without_the_secret_no_name_can_be_tried() {
        let (names, others) = (
            pseudonyms("a secret of this service's, for one"),
            pseudonyms("and one of another service's, for two"),
        );
        assert_ne!(names.login("ada@x.org"), others.login("ada@x.org"));
        let session = SessionId::now_v7();
        assert_ne!(names.session(session), others.session(session));
        assert_ne!(
            names.session(session),
            hash(&names.logins, session.as_bytes()),
            "each purpose has its own key"
        );
    }
}
