//! What is stored of tokens, for the strategies that look them up.

use time::OffsetDateTime;

use super::{SessionId, TokenFuture};
use crate::credential::TokenDigest;

/// Where tokens are looked up: in the rows of their sessions.
pub trait TokenStore: Send + Sync + 'static {
    /// What is stored of a token; nothing where nothing is, or no more.
    fn find<'a>(&'a self, wanted: StoredTokenQuery) -> TokenFuture<'a, Option<StoredToken>>;
}

/// Which token is looked for.
#[derive(Debug, Clone, Copy)]
pub enum StoredTokenQuery {
    /// An access token of a living session.
    Access {
        /// The session that it names.
        session: SessionId,
        /// What is stored of it.
        digest: TokenDigest,
        /// When it must not have expired.
        now: OffsetDateTime,
    },
    /// An access token that may have expired, or whose session may have ended.
    ExpiredAccess {
        /// The session that it names.
        session: SessionId,
        /// What is stored of it.
        digest: TokenDigest,
    },
    /// A refresh token of a living session, in force or not.
    Refresh {
        /// The session that it names.
        session: SessionId,
        /// What is stored of all refresh tokens of that session.
        family: TokenDigest,
        /// What is stored of this one.
        digest: TokenDigest,
        /// When its session must live.
        now: OffsetDateTime,
    },
}

/// What is stored of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredToken {
    /// What it says, as JSON.
    pub claims: String,
    /// Which of the session's it is: how often a refresh token had been replaced before. Less than nothing for a
    /// refresh token that was replaced long ago.
    pub counter: i32,
    /// When it was made; for one that was replaced, when its session began.
    pub issued_at: OffsetDateTime,
    /// When it ends.
    pub expires_at: OffsetDateTime,
}
