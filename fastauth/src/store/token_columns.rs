//! What is stored of tokens, in the rows of their sessions: the statements for strategies that look them up.

use time::OffsetDateTime;

use super::session_rows::TokenRows;
use super::session_table::{SessionTable, is_alive};
use super::statement::{Statement, statement};
use crate::credential::TokenDigest;
use crate::token::{Rotation, StoredTokenQuery, StoredTokens};

/// The columns of a new session's tokens, and their values.
pub(super) fn token_columns(tokens: Option<StoredTokens>) -> (Statement, Statement) {
    let Some(tokens) = tokens else { return Default::default() };
    let StoredTokens { family, refresh, access, access_expires_at, claims } = tokens;
    let columns = statement![", token_family, refresh_hash, access_hash, access_expires_at, token_claims"];
    let values =
        statement![", "(family)", "(refresh)", "(access)", "(access_expires_at)", "(claims.as_str())];
    (columns, values)
}

/// The next tokens in place of the last, which are kept beside them. MySQL assigns from left to right.
pub(super) fn replace_tokens(tokens: Option<StoredTokens>) -> Statement {
    let Some(tokens) = tokens else { return Statement::default() };
    let StoredTokens { refresh, access, access_expires_at, claims, .. } = tokens;
    statement![
        ", last_refresh_hash = refresh_hash, last_access_hash = access_hash, last_access_expires_at = access_expires_at"
        ", refresh_hash = "(refresh)", access_hash = "(access)", access_expires_at = "(access_expires_at)
        ", token_claims = "(claims.as_str())
    ]
}

/// Whether it is one of the session's last two access tokens, and has not expired.
pub(super) fn has_access_token(digest: TokenDigest, now: OffsetDateTime) -> Statement {
    statement![
        "((access_hash = "(digest)" AND access_expires_at > "(now)") OR (last_access_hash = "(digest)
        " AND last_access_expires_at > "(now)"))"
    ]
}

impl SessionTable {
    /// What is stored of a token.
    pub(super) fn token(self, wanted: StoredTokenQuery) -> TokenRows {
        let sessions = self.users.sessions;
        let of_access = |digest, condition: Statement| {
            statement![
                "SELECT token_claims, CASE WHEN access_hash = "(digest)
                " THEN refresh_counter ELSE refresh_counter - 1 END, CASE WHEN access_hash = "(digest)
                " THEN last_used_at ELSE created_at END, CASE WHEN access_hash = "(digest)
                " THEN access_expires_at ELSE last_access_expires_at END FROM "{sessions}" WHERE "[condition]
            ]
        };
        TokenRows::of(match wanted {
            StoredTokenQuery::Access { session, digest, now } => {
                let condition = statement![[is_alive(session, now)]" AND "[has_access_token(digest, now)]];
                of_access(digest, condition)
            }
            StoredTokenQuery::ExpiredAccess { session, digest } => of_access(
                digest,
                statement![
                    "id = "(session)" AND (access_hash = "(digest)" OR last_access_hash = "(digest)")"
                ],
            ),
            StoredTokenQuery::Refresh { session, family, digest, now } => statement![
                "SELECT token_claims, CASE WHEN refresh_hash = "(digest)
                " THEN refresh_counter WHEN last_refresh_hash = "(digest)
                " THEN refresh_counter - 1 ELSE -2 END, last_used_at, expires_at FROM "{sessions}
                " WHERE "[is_alive(session, now)]" AND token_family = "(family)
            ],
        })
    }

    /// How far the rotation of a living session is, and since when.
    pub(super) fn rotated(self, rotation: Rotation) -> TokenRows {
        TokenRows::of(statement![
            "SELECT token_claims, refresh_counter, last_used_at, expires_at FROM "{self.users.sessions}
            " WHERE "[is_alive(rotation.session, rotation.now)]
        ])
    }
}
