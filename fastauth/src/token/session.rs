//! What a login leaves behind, whatever its tokens look like.

use std::net::IpAddr;

use time::OffsetDateTime;
use uuid::Uuid;

use super::TokenOptions;
use crate::credential::{Secret, TokenDigest};

/// Names a session. Not a secret: tokens carry it, and users see it in the list of their sessions.
pub type SessionId = Uuid;

/// A session about to be stored.
#[derive(Debug, Clone)]
pub struct NewSession<K> {
    /// Its name, made anew at every login; never one that a client brought.
    pub id: SessionId,
    /// Whose it is.
    pub user: K,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When its user showed who they are; not at all, where its token was made in another way. A refresh does
    /// not make it younger.
    pub authenticated_at: Option<OffsetDateTime>,
    /// When it ends, however often it is refreshed.
    pub expires_at: OffsetDateTime,
    /// Where the login came from.
    pub ip: Option<IpAddr>,
    /// What the client called itself, cut to 255 characters.
    pub user_agent: Option<String>,
    /// What is stored of its tokens, where they are looked up.
    pub tokens: Option<StoredTokens>,
}

/// What is stored of a session's tokens: nothing that opens anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTokens {
    /// Of what all refresh tokens of the session have in common.
    pub family: TokenDigest,
    /// Of the refresh token.
    pub refresh: TokenDigest,
    /// Of the access token.
    pub access: TokenDigest,
    /// When the access token ends.
    pub access_expires_at: OffsetDateTime,
    /// What the tokens say, as JSON.
    pub claims: String,
}

/// What a token is made for: a living session, at one step of its rotation.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// Whose it is: the user's id as text, the `sub` of its tokens.
    pub subject: String,
    /// How often its refresh token was replaced.
    pub counter: i32,
    /// When these tokens are made.
    pub now: OffsetDateTime,
    /// When it ends, however often it is refreshed.
    pub expires_at: OffsetDateTime,
    /// What the application adds to its tokens.
    pub options: TokenOptions,
    /// The refresh token that these replace, if it is not the login that makes them. The same token and counter
    /// are to make the same tokens again: two pages that refresh at one moment have one answer.
    pub replaces: Option<Secret>,
}

/// A living session, as its user sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSession {
    /// Its name.
    pub id: SessionId,
    /// When the login was.
    pub created_at: OffsetDateTime,
    /// When it was last refreshed; the login, where it never was.
    pub last_used_at: OffsetDateTime,
    /// When it ends, however often it is refreshed.
    pub expires_at: OffsetDateTime,
    /// Where the login came from.
    pub ip: Option<IpAddr>,
    /// What the client called itself, cut to 255 characters.
    pub user_agent: Option<String>,
}

/// A session that its user has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedSession {
    /// Its name.
    pub id: SessionId,
    /// Whose it was: the user's id as text.
    pub subject: String,
}

/// The replacement of one refresh token by the next.
#[derive(Debug, Clone, Copy)]
pub struct Rotation {
    /// The session that the token belongs to.
    pub session: SessionId,
    /// Which of its refresh tokens was presented.
    pub counter: i32,
    /// The time of the refresh.
    pub now: OffsetDateTime,
    /// A session that was last used before this has been idle for too long.
    pub idle_since: OffsetDateTime,
    /// A token that was replaced after this is answered once more; none is, where there is no leeway.
    pub leeway_since: Option<OffsetDateTime>,
}

/// Which user is asked for: the one behind a token.
#[derive(Debug, Clone, Copy)]
pub enum Presented {
    /// An access token, whose session must live.
    Access {
        /// The session that the token belongs to.
        session: SessionId,
        /// What is stored of the token, where it proves itself by that.
        digest: Option<TokenDigest>,
        /// The time of the request.
        now: OffsetDateTime,
    },
    /// A refresh token, which must be the one in force.
    Refresh(Rotation),
    /// A one-time token, which must not have expired.
    OneTime {
        /// What is stored of it.
        digest: TokenDigest,
        /// The time of the request.
        now: OffsetDateTime,
    },
}

/// What became of a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Rotated {
    /// It was the one in force, and is now replaced.
    Yes,
    /// It was replaced a moment ago, and its successor is still in force: its bearer has that one, too.
    Already {
        /// When it was replaced.
        at: OffsetDateTime,
    },
    /// It was replaced before: somebody else has it, too. Its session has ended with it.
    Reused,
    /// Its session had ended, or was idle for too long.
    Unknown,
}
