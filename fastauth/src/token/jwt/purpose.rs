//! One use of a token: access, or refresh.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, Header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::header::StrictHeader;
use super::keys::{KeyRing, VerifyingKey};
use crate::config::ConfigError;
use crate::token::TokenError;

/// A longer token is refused before anything is decoded. 8 KiB.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// One use of a token. Each has its own keys, audience and `typ`, so that none passes for another.
pub(super) struct Purpose {
    pub(super) kind: &'static str,
    pub(super) audience: String,
    typ: &'static str,
    header: Header,
    /// The header as this library writes it.
    encoded_header: String,
    signing: EncodingKey,
    readers: Vec<Reader>,
}

/// A key that tokens are verified with.
struct Reader {
    /// The header as this library writes it with this key: the only one that most tokens ever have.
    encoded_header: String,
    key: VerifyingKey,
}

impl Purpose {
    pub(super) fn new(
        keys: KeyRing,
        typ: &'static str,
        kind: &'static str,
        audience: &str,
    ) -> Result<Self, ConfigError> {
        let written = |key: &VerifyingKey| {
            let mut header = Header::new(key.algorithm);
            header.typ = Some(typ.to_owned());
            header.kid = Some(key.kid.clone());
            encoded(&header).map(|encoded| (header, encoded)).map_err(|_| not_written())
        };
        let (header, encoded_header) = keys.verifying.first().map_or(Err(not_written()), written)?;
        let readers = keys.verifying.into_iter().map(|key| {
            let (_, encoded_header) = written(&key)?;
            Ok(Reader { encoded_header, key })
        });
        Ok(Self {
            kind,
            audience: audience.to_owned(),
            typ,
            header,
            encoded_header,
            signing: keys.signing,
            readers: readers.collect::<Result<_, ConfigError>>()?,
        })
    }

    /// A token that says this, with the members of an application's own in its header.
    pub(super) fn sign(
        &self,
        claims: &impl Serialize,
        own: &BTreeMap<String, String>,
    ) -> Result<String, TokenError> {
        let unavailable = |error: String| TokenError::Unavailable(error);
        let mut header = Cow::Borrowed(&self.encoded_header);
        if !own.is_empty() {
            let mut more = self.header.clone();
            for (name, value) in own {
                more.extras.insert(name, value);
            }
            header = Cow::Owned(encoded(&more).map_err(|error| unavailable(error.to_string()))?);
        }
        let claims = encoded(claims).map_err(|error| unavailable(error.to_string()))?;
        let message = format!("{header}.{claims}");
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.signing, self.header.alg)
            .map_err(|error| unavailable(error.to_string()))?;
        let token = format!("{message}.{signature}");
        if token.len() > MAX_TOKEN_BYTES {
            // Nothing would take it: its user would be locked out by claims that are too long.
            return Err(unavailable(format!("a token has more than {MAX_TOKEN_BYTES} bytes")));
        }
        Ok(token)
    }

    /// The claims of a token that was signed for this purpose, still unchecked.
    pub(super) fn open<T: DeserializeOwned>(&self, token: &str) -> Result<T, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Refused("too long"));
        }
        let refused = |reason| Err(TokenError::Refused(reason));
        let Some((message, signature)) = token.rsplit_once('.') else { return refused("not three parts") };
        let Some((header, payload)) = message.split_once('.') else { return refused("not three parts") };
        let Some(key) = self.key(header) else { return refused("another header, or another key") };
        // `jsonwebtoken::decode` would parse the header twice more and the claims twice, to check less.
        match jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key.key, key.algorithm) {
            Ok(true) => {}
            Ok(false) | Err(_) => return refused("signature"),
        }
        let Ok(claims) = URL_SAFE_NO_PAD.decode(payload) else { return refused("claims") };
        serde_json::from_slice(&claims).or(refused("claims"))
    }

    /// The key that a header asks for.
    fn key(&self, header: &str) -> Option<&VerifyingKey> {
        let as_written = self.readers.iter().find(|reader| reader.encoded_header == header);
        as_written.map(|reader| &reader.key).or_else(|| self.named_key(header))
    }

    /// The key that a header asks for in other words: with its members in another order, say. A key is found by
    /// its `kid`, and is of one algorithm; a header may leave the `kid` out where there is no choice.
    fn named_key(&self, header: &str) -> Option<&VerifyingKey> {
        let header = StrictHeader::read(header).filter(|header| header.is_of(self.typ))?;
        let key = match (&header.kid, &*self.readers) {
            (Some(kid), readers) => readers.iter().find(|reader| reader.key.kid == *kid),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        key.map(|reader| &reader.key).filter(|key| key.algorithm_name() == header.alg)
    }
}

fn encoded(part: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_vec(part).map(|json| URL_SAFE_NO_PAD.encode(json))
}

fn not_written() -> ConfigError {
    ConfigError::new("jwt_algorithm", "its header cannot be written")
}
