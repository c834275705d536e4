//! Tokens that say nothing: the name of a session, and random bytes that only a look-up can judge.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::{SessionId, TokenError};
use crate::credential::{Secret, TokenDigest, derive_key, random_bytes};

/// What is random in a token, in bytes.
const RANDOM: usize = 32;

/// An access token: the session's name, and 32 random bytes.
#[derive(Debug)]
pub(crate) struct OpaqueAccess {
    pub(crate) session: SessionId,
    pub(crate) digest: TokenDigest,
}

/// A refresh token: the session's name, 32 random bytes that all refresh tokens of the session share, and 32 that
/// this one has alone. By the shared ones, one that was replaced long ago is still told from one that was made up.
#[derive(Debug)]
pub(crate) struct OpaqueRefresh {
    pub(crate) session: SessionId,
    pub(crate) family: TokenDigest,
    pub(crate) digest: TokenDigest,
}

/// The tokens of one step of a session, as text.
pub(super) struct OpaquePair {
    pub(super) access: Zeroizing<String>,
    pub(super) refresh: Zeroizing<String>,
}

impl OpaqueAccess {
    /// Takes a token apart.
    pub(crate) fn read(token: &str) -> Result<Self, TokenError> {
        let (session, []) = parts(token)?;
        Ok(Self { session, digest: TokenDigest::of(token) })
    }
}

impl OpaqueRefresh {
    /// Takes a token apart.
    pub(crate) fn read(token: &str) -> Result<Self, TokenError> {
        let (session, [family]) = parts(token)?;
        Ok(Self { session, family: family_of(&family), digest: TokenDigest::of(token) })
    }
}

/// What is stored of the shared bytes.
fn family_of(family: &[u8; RANDOM]) -> TokenDigest {
    TokenDigest::of(&URL_SAFE_NO_PAD.encode(family))
}

type Block = [u8; RANDOM];

/// The session, and all blocks of 32 bytes but the last, which is the token's own.
fn parts<const SHARED: usize>(token: &str) -> Result<(SessionId, [Block; SHARED]), TokenError> {
    let refused = TokenError::Refused("no opaque token");
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(token).map_err(|_| refused.clone())?);
    let (session, random) = bytes.split_first_chunk::<16>().ok_or_else(|| refused.clone())?;
    let (blocks, rest) = random.as_chunks::<RANDOM>();
    match blocks.split_last() {
        Some((_, shared)) if rest.is_empty() => {
            let shared = shared.try_into().map_err(|_| refused)?;
            Ok((SessionId::from_bytes(*session), shared))
        }
        _ => Err(refused),
    }
}

/// The first tokens of a session: random.
pub(super) fn first_pair(session: SessionId) -> Result<(OpaquePair, TokenDigest), TokenError> {
    let random = || random_bytes().map_err(|error| TokenError::Unavailable(error.to_string()));
    let family: Block = random()?;
    Ok((pair(session, &family, random()?, random()?), family_of(&family)))
}

/// The tokens in place of a refresh token: one way from it, by a key of the service's (HKDF, RFC 5869). So they are
/// the same for whoever brings it at the same moment, and nothing has to be kept to give them out twice.
pub(super) fn next_pair(key: &Secret, replaced: &Secret) -> Result<(OpaquePair, TokenDigest), TokenError> {
    let text = std::str::from_utf8(replaced.expose()).unwrap_or_default();
    let (session, [family]) = parts(text)?;
    let input = Secret::new([key.expose(), replaced.expose()].concat());
    let derived = |purpose| -> Result<Block, TokenError> {
        let failed = |_| TokenError::Unavailable("no token can be derived".to_owned());
        let block = derive_key(&input, purpose, RANDOM).map_err(failed)?;
        block.expose().try_into().map_err(|_| TokenError::Unavailable("no token can be derived".to_owned()))
    };
    let (access, refresh) = (derived("fastauth next access token")?, derived("fastauth next refresh token")?);
    Ok((pair(session, &family, access, refresh), family_of(&family)))
}

fn pair(session: SessionId, family: &Block, access: Block, refresh: Block) -> OpaquePair {
    let text = |blocks: &[&[u8]]| Zeroizing::new(URL_SAFE_NO_PAD.encode(Zeroizing::new(blocks.concat())));
    OpaquePair {
        access: text(&[session.as_bytes(), &access]),
        refresh: text(&[session.as_bytes(), family, &refresh]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// SS-01.
    #[test]
    fn tokens_are_long_and_differ() {
        let session = uuid::Uuid::now_v7();
        let mut seen = HashSet::new();
        for _ in 0..50_000 {
            let (pair, _) = first_pair(session).unwrap();
            assert_eq!((pair.access.len(), pair.refresh.len()), (64, 107));
            assert!(seen.insert(pair.access.to_string()) && seen.insert(pair.refresh.to_string()));
        }
    }

    #[test]
    fn a_token_is_read_as_it_was_made() {
        let session = uuid::Uuid::now_v7();
        let (pair, family) = first_pair(session).unwrap();
        assert_eq!(OpaqueAccess::read(&pair.access).unwrap().session, session);
        let refresh = OpaqueRefresh::read(&pair.refresh).unwrap();
        assert_eq!((refresh.session, refresh.family), (session, family));
        assert!(OpaqueAccess::read(&pair.refresh).is_err() && OpaqueRefresh::read(&pair.access).is_err());
        for other in ["", "x", &pair.access[1..], &format!("{}A", &*pair.access), "====", "🦀"] {
            assert!(OpaqueAccess::read(other).is_err() && OpaqueRefresh::read(other).is_err(), "{other}");
        }
    }

    /// SS-06: the same token has the same successor, which only this service can tell.
    #[test]
    fn a_token_has_one_successor() {
        let (pair, family) = first_pair(uuid::Uuid::now_v7()).unwrap();
        let replaced = Secret::new(pair.refresh.as_bytes());
        let next = |key: &str| next_pair(&Secret::new(key), &replaced).unwrap();
        let (one, same_family) = next("a key");
        assert_eq!((&one.refresh, &one.access), (&next("a key").0.refresh, &next("a key").0.access));
        assert_eq!(family, same_family);
        assert_ne!(one.refresh, next("another key").0.refresh);
        assert_ne!(one.access[22..], one.refresh[22..86]);
    }
}
