//! Texts that somebody else keeps, and nobody else reads: AES-256-GCM.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::secret::{Secret, derive_key};

/// Seals with the first of its keys, and opens with each. What it makes is `key id.nonce and ciphertext`, so that a key can
/// be replaced while texts of the former are still about.
pub(crate) struct Sealer {
    keys: Vec<(String, RandomizedNonceKey)>,
}

impl Sealer {
    /// One for a purpose, with keys that are derived from these secrets.
    pub(crate) fn new<'s>(
        purpose: &str,
        secrets: impl IntoIterator<Item = &'s Secret>,
    ) -> Result<Self, Unspecified> {
        let keys = secrets.into_iter().map(|secret| {
            let key = derive_key(secret, purpose, 32)?;
            // It tells nothing of the key, and whoever has several need not try each.
            let id = URL_SAFE_NO_PAD.encode(derive_key(&key, "fastauth key id", 6)?.expose());
            Ok((id, RandomizedNonceKey::new(&AES_256_GCM, key.expose())?))
        });
        Ok(Self { keys: keys.collect::<Result<_, Unspecified>>()? })
    }

    /// Seals a text to where it belongs: nowhere else it opens.
    pub(crate) fn seal(&self, text: &str, place: &[&str]) -> Result<String, Unspecified> {
        let (id, key) = self.keys.first().ok_or(Unspecified)?;
        let mut sealed = text.as_bytes().to_vec();
        let nonce = key.seal_in_place_append_tag(Aad::from(aad(place)), &mut sealed)?;
        let whole = [&nonce.as_ref()[..], &sealed].concat();
        Ok(format!("{id}.{}", URL_SAFE_NO_PAD.encode(whole)))
    }

    /// The text, if one of the keys has sealed it to this place.
    pub(crate) fn open(&self, sealed: &str, place: &[&str]) -> Option<Zeroizing<String>> {
        let (id, whole) = sealed.split_once('.')?;
        let (_, key) = self.keys.iter().find(|(known, _)| known == id)?;
        let mut whole = URL_SAFE_NO_PAD.decode(whole).ok()?;
        let (nonce, sealed) = whole.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let text = key.open_in_place(nonce, Aad::from(aad(place)), sealed).ok()?;
        let text = std::str::from_utf8(text).ok().map(|text| Zeroizing::new(text.to_owned()));
        drop(Zeroizing::new(whole));
        text
    }

    /// Whether it was sealed with the key that seals now.
    pub(crate) fn is_current(&self, sealed: &str) -> bool {
        let id = sealed.split_once('.').map(|(id, _)| id);
        self.keys.first().is_some_and(|(first, _)| Some(first.as_str()) == id)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({} keys)", self.keys.len())
    }
}

/// The parts of a place as one text that no other parts make.
fn aad(place: &[&str]) -> Vec<u8> {
    place
        .iter()
        .flat_map(|part| [part.len().to_string().as_bytes(), b":", part.as_bytes()].concat())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> Secret {
        Secret::new([byte; 32])
    }

    #[test]
    fn a_text_opens_where_it_belongs_and_nowhere_else() {
        let sealer = Sealer::new("test", [&secret(1)]).unwrap();
        let sealed = sealer.seal("a token", &["users", "1"]).unwrap();
        assert_eq!(sealer.open(&sealed, &["users", "1"]).unwrap().as_str(), "a token");
        for place in [&["users", "2"][..], &["users1"], &["user", "s1"], &[]] {
            assert!(sealer.open(&sealed, place).is_none(), "{place:?}");
        }
        assert!(Sealer::new("another", [&secret(1)]).unwrap().open(&sealed, &["users", "1"]).is_none());
    }

    #[test]
    fn a_damaged_text_does_not_open() {
        let sealer = Sealer::new("test", [&secret(1)]).unwrap();
        let sealed = sealer.seal("a token", &[]).unwrap();
        for position in 0..sealed.len() {
            let mut damaged = sealed.clone().into_bytes();
            damaged[position] = if damaged[position] == b'A' { b'B' } else { b'A' };
            assert!(sealer.open(&String::from_utf8(damaged).unwrap(), &[]).is_none(), "{position}");
        }
        for text in ["", ".", "a.b", &sealed[..sealed.len() - 4], sealed.split_once('.').unwrap().1] {
            assert!(sealer.open(text, &[]).is_none(), "{text}");
        }
    }

    #[test]
    fn two_texts_of_one_text_differ() {
        let sealer = Sealer::new("test", [&secret(1)]).unwrap();
        assert_ne!(sealer.seal("a token", &[]).unwrap(), sealer.seal("a token", &[]).unwrap());
    }

    #[test]
    fn a_key_is_replaced() {
        let before = Sealer::new("test", [&secret(1)]).unwrap();
        let between = Sealer::new("test", [&secret(2), &secret(1)]).unwrap();
        let after = Sealer::new("test", [&secret(2)]).unwrap();
        let (old, new) = (before.seal("a token", &[]).unwrap(), between.seal("a token", &[]).unwrap());
        assert!(before.is_current(&old) && !between.is_current(&old) && between.is_current(&new));
        assert!(between.open(&old, &[]).is_some());
        assert!(after.open(&old, &[]).is_none() && after.open(&new, &[]).is_some());
        assert!(before.open(&new, &[]).is_none());
    }
}
