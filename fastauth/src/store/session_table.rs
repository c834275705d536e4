//! The statements over the sessions of one kind of users.

use time::OffsetDateTime;

use super::key::AnyKey;
use super::session_rows::SessionRows;
use super::statement::{Statement, statement};
use super::table::{Purpose, Table};
use super::token_columns::{has_access_token, replace_tokens, token_columns};
use super::{Dialect, Key as _};
use crate::credential::{PasswordHash, TokenDigest};
use crate::model::AuthUser;
use crate::token::{NewSession, Rotation, SessionId, StoredTokens};

/// The sessions of the users of one table.
#[derive(Debug, Clone, Copy)]
pub(super) struct SessionTable {
    pub(super) users: &'static Table,
}

impl SessionTable {
    /// Those of a model.
    pub(super) fn of<U: AuthUser>() -> Self {
        Self { users: U::TABLE }
    }

    /// Whose living session it is, if the token that names it is one of its own.
    pub(super) fn user_of(
        self,
        session: SessionId,
        digest: Option<TokenDigest>,
        now: OffsetDateTime,
    ) -> Statement {
        let proved = digest
            .map_or_else(Statement::default, |digest| statement![" AND "[has_access_token(digest, now)]]);
        statement!["SELECT user_id FROM "{self.users.sessions}" WHERE "[is_alive(session, now)][proved]]
    }

    /// Whose refresh token it is, if it is the one in force.
    pub(super) fn refreshing_user(self, rotation: Rotation) -> Statement {
        statement!["SELECT user_id FROM "{self.users.sessions}" WHERE "[is_current(rotation)]]
    }

    /// Adds a session of a user who is active and still has this hash.
    ///
    /// The user's row is locked for it: whoever changes the user at the same time either waits, and ends
    /// this session with the others, or is waited for, and the row is looked at anew. (SQLite has one
    /// writer.)
    pub(super) fn open<U: AuthUser>(
        self,
        dialect: Dialect,
        session: NewSession<U::Id>,
        hash: PasswordHash,
    ) -> Statement {
        let lock = match dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR SHARE OF u",
            Dialect::MySql => " LOCK IN SHARE MODE",
        };
        let ip = session.ip.map(|ip| ip.to_string());
        let (columns, values) = token_columns(session.tokens);
        statement![
            "INSERT INTO "{self.users.sessions}
            " (id, user_id, created_at, authenticated_at, last_used_at, expires_at, refresh_counter, ip, user_agent"
            [columns]") SELECT "
            (session.id)", u."{self.users.id()}", "(session.created_at)", "(session.authenticated_at)", "(session.created_at)", "
            (session.expires_at)", 0, "(ip)", "(session.user_agent)[values]
            " FROM "{self.users.name}" u WHERE u."{self.users.id()}" = "(session.user.any())
            " AND u."{self.users.name_of(Purpose::Active)}" = TRUE AND u."{self.users.name_of(Purpose::PasswordHash)}" = "(hash)
            lock
        ]
    }

    /// Replaces the refresh token in force by the next. Of any number at once, one changes a row.
    pub(super) fn rotate(self, rotation: Rotation, tokens: Option<StoredTokens>) -> Statement {
        statement![
            "UPDATE "{self.users.sessions}" SET refresh_counter = refresh_counter + 1, last_used_at = "(rotation.now)
            [replace_tokens(tokens)]" WHERE "[is_current(rotation)]
        ]
    }

    /// Ends a session whose refresh token was replaced before.
    pub(super) fn end_reused(self, rotation: Rotation) -> Statement {
        statement![
            "UPDATE "{self.users.sessions}" SET revoked_at = "(rotation.now)
            " WHERE id = "(rotation.session)" AND revoked_at IS NULL AND refresh_counter > "(rotation.counter)
        ]
    }

    /// Ends a session that has not ended.
    pub(super) fn end(self, session: SessionId, now: OffsetDateTime) -> Statement {
        statement![
            "UPDATE "{self.users.sessions}" SET revoked_at = "(now)
            " WHERE id = "(session)" AND revoked_at IS NULL"
        ]
    }

    /// Ends a session that has not ended, if it is this user's.
    pub(super) fn end_of(self, user: AnyKey, session: SessionId, now: OffsetDateTime) -> Statement {
        statement![
            "UPDATE "{self.users.sessions}" SET revoked_at = "(now)
            " WHERE user_id = "(user)" AND "[is_alive(session, now)]
        ]
    }

    /// The living sessions of a user, the newest first: their names are made in the order of time.
    pub(super) fn list(
        self,
        user: AnyKey,
        now: OffsetDateTime,
        after: Option<SessionId>,
        limit: i64,
    ) -> SessionRows {
        let behind = after.map_or_else(Statement::default, |after| statement![" AND id < "(after)]);
        SessionRows::of(statement![
            "SELECT id, created_at, last_used_at, expires_at, ip, user_agent FROM "{self.users.sessions}
            " WHERE user_id = "(user)" AND revoked_at IS NULL AND expires_at > "(now)
            [behind]" ORDER BY id DESC LIMIT "(AnyKey::I64(limit))
        ])
    }

    /// Ends every session of a user, but for one, if one is named.
    pub(super) fn end_all(self, user: AnyKey, now: OffsetDateTime, kept: Option<SessionId>) -> Statement {
        let but = kept.map_or_else(Statement::default, |kept| statement![" AND id <> "(kept)]);
        statement![
            "UPDATE "{self.users.sessions}" SET revoked_at = "(now)
            " WHERE user_id = "(user)" AND revoked_at IS NULL"[but]
        ]
    }

    /// Ends a user's oldest sessions, but for so many.
    pub(super) fn end_oldest(self, user: AnyKey, now: OffsetDateTime, kept: i64) -> Statement {
        let sessions = self.users.sessions;
        // A table of its own around it: MySQL does not read the table that it changes.
        statement![
            "UPDATE "{sessions}" SET revoked_at = "(now)" WHERE user_id = "(user)
            " AND revoked_at IS NULL AND expires_at > "(now)" AND id <= (SELECT id FROM (SELECT id FROM "{sessions}
            " WHERE user_id = "(user)" AND revoked_at IS NULL AND expires_at > "(now)
            " ORDER BY id DESC LIMIT 1 OFFSET "(AnyKey::I64(kept))") fastauth_o)"
        ]
    }

    /// A row, where it is a living session of this user.
    pub(super) fn lives(self, user: AnyKey, session: SessionId, now: OffsetDateTime) -> Statement {
        statement!["SELECT 1, '' FROM "{self.users.sessions}" WHERE user_id = "(user)" AND "[is_alive(session, now)]]
    }

    /// A row, where a session's user showed who they are after this.
    pub(super) fn authenticated_after(self, session: SessionId, since: OffsetDateTime) -> Statement {
        statement!["SELECT 1, '' FROM "{self.users.sessions}" WHERE id = "(session)" AND authenticated_at > "(since)]
    }
}

/// Whether the session lives.
pub(super) fn is_alive(session: SessionId, now: OffsetDateTime) -> Statement {
    statement!["id = "(session)" AND revoked_at IS NULL AND expires_at > "(now)]
}

/// Whether the session lives, is not idle, and this is the refresh token in force.
fn is_current(rotation: Rotation) -> Statement {
    statement![
        [is_alive(rotation.session, rotation.now)]" AND refresh_counter = "(rotation.counter)
        " AND last_used_at > "(rotation.idle_since)
    ]
}
