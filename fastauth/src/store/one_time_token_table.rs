//! The statements over the one-time tokens of one kind of users.

use time::OffsetDateTime;

use super::key::AnyKey;
use super::one_time_tokens::{Effect, NewOneTimeToken, Redemption};
use super::session_table::is_alive;
use super::statement::{Statement, statement};
use super::table::{Purpose, Table};
use super::{Dialect, Key};
use crate::credential::TokenDigest;
use crate::model::{AuthOAuthAccount, AuthUser};

/// What is no purpose of a token: an address that counted as verified, and does not any more.
const WAS_VERIFIED: i32 = 0;

/// The one-time tokens of the users of one table: of each user and purpose, the newest.
#[derive(Debug, Clone, Copy)]
pub(super) struct OneTimeTokenTable {
    users: &'static Table,
    oauth_accounts: Option<&'static Table>,
}

impl OneTimeTokenTable {
    pub(super) fn of<U: AuthUser>() -> Self {
        let oauth_accounts = <U::OAuthAccount as AuthOAuthAccount<U::Id>>::TABLE;
        Self { users: U::TABLE, oauth_accounts }
    }

    /// Keeps a token in place of an older one, if the user is still as it was when it was asked for.
    ///
    /// The user's row is locked for it, as where a session is opened.
    pub(super) fn keep<K: Key>(self, dialect: Dialect, token: NewOneTimeToken<K>) -> Statement {
        let (lock, replace, new, close) = match dialect {
            Dialect::Sqlite => ("", " ON CONFLICT (user_id, purpose) DO UPDATE SET ", "excluded.", ""),
            Dialect::Postgres => {
                (" FOR SHARE OF u", " ON CONFLICT (user_id, purpose) DO UPDATE SET ", "excluded.", "")
            }
            Dialect::MySql => (" LOCK IN SHARE MODE", " ON DUPLICATE KEY UPDATE ", "VALUES(", ")"),
        };
        statement![
            "INSERT INTO "{self.users.tokens}" (user_id, purpose, token_hash, email, created_at, expires_at) SELECT u."
            {self.users.id()}", "(token.purpose.code())", "(token.digest)", "(token.email.as_str())", "(token.now)", "
            (token.expires_at)" FROM "{self.users.name}" u WHERE u."{self.users.id()}" = "(token.user.id.any())
            " AND u."{self.users.name_of(Purpose::Email)}" = "(token.user.email.as_str())
            " AND u."{self.users.name_of(Purpose::Active)}" = TRUE AND u."
            {self.users.name_of(Purpose::PasswordHash)}" = "(token.user.hashed_password.clone())
            lock replace "token_hash = " new "token_hash" close ", email = " new "email" close
            ", created_at = " new "created_at" close ", expires_at = " new "expires_at" close
        ]
    }

    /// The purpose and the address of a living token.
    pub(super) fn find(self, digest: TokenDigest, now: OffsetDateTime) -> Statement {
        statement![
            "SELECT purpose, email FROM "{self.users.tokens}" WHERE token_hash = "(digest)" AND expires_at > "(now)
        ]
    }

    /// Whose token it is.
    pub(super) fn user_of(self, digest: TokenDigest, now: OffsetDateTime) -> Statement {
        statement!["SELECT user_id FROM "{self.users.tokens}" WHERE token_hash = "(digest)" AND expires_at > "(now)]
    }

    /// Makes whoever else changes the user wait until this transaction ends.
    pub(super) fn lock(self, user: AnyKey) -> Statement {
        let id = self.users.id();
        statement!["UPDATE "{self.users.name}" SET "{id}" = "{id}" WHERE "{id}" = "(user)]
    }

    /// Uses a token up. Of any number at once, one removes the row.
    pub(super) fn use_up<K: Key>(self, redemption: &Redemption<K>) -> Statement {
        statement![
            "DELETE FROM "{self.users.tokens}" WHERE token_hash = "(redemption.digest)" AND user_id = "
            (redemption.user.id.any())" AND expires_at > "(redemption.now)
        ]
    }

    /// What it is good for, if the user is still as it was found.
    pub(super) fn apply<K: Key>(self, redemption: &Redemption<K>) -> Statement {
        let verified = self.users.name_of(Purpose::Verified);
        let change = match &redemption.effect {
            Effect::Verify => Statement::default(),
            Effect::SetEmail(email) => {
                statement![{self.users.name_of(Purpose::Email)}" = "(email.as_str())", "]
            }
            Effect::SetPassword(hash) => {
                statement![{self.users.name_of(Purpose::PasswordHash)}" = "(hash.clone())", "]
            }
        };
        statement![
            "UPDATE "{self.users.name}" SET "[change]{verified}" = TRUE WHERE "{self.users.id()}" = "
            (redemption.user.id.any())" AND "{self.users.name_of(Purpose::Email)}" = "(redemption.user.email.as_str())
            " AND "{self.users.name_of(Purpose::Active)}" = TRUE"
        ]
    }

    /// Forgets every token of a user.
    pub(super) fn forget_all(self, user: AnyKey) -> Statement {
        statement!["DELETE FROM "{self.users.tokens}" WHERE user_id = "(user)" AND purpose <> "(WAS_VERIFIED)]
    }

    /// Notes that a user's address was verified, before it is taken for unverified: no token, and nothing that
    /// anybody could present.
    pub(super) fn note_verified(self, dialect: Dialect, user: AnyKey, now: OffsetDateTime) -> Statement {
        let unless_noted = match dialect {
            Dialect::Sqlite | Dialect::Postgres => " ON CONFLICT (user_id, purpose) DO NOTHING",
            Dialect::MySql => " ON DUPLICATE KEY UPDATE purpose = VALUES(purpose)",
        };
        let nobodys = TokenDigest::of(&format!("{} {user:?}", self.users.tokens));
        statement![
            "INSERT INTO "{self.users.tokens}" (user_id, purpose, token_hash, email, created_at, expires_at) SELECT u."
            {self.users.id()}", "(WAS_VERIFIED)", "(nobodys)", u."{self.users.name_of(Purpose::Email)}", "(now)", "(now)
            " FROM "{self.users.name}" u WHERE u."{self.users.id()}" = "(user)" AND u."
            {self.users.name_of(Purpose::Verified)}" = TRUE"
            unless_noted
        ]
    }

    /// Whether that was noted of a user of the statement around it.
    pub(super) fn was_verified(self) -> Statement {
        statement![
            "EXISTS (SELECT 1 FROM "{self.users.tokens}" fastauth_t WHERE fastauth_t.user_id = "{self.users.name}"."
            {self.users.id()}" AND fastauth_t.purpose = "(WAS_VERIFIED)")"
        ]
    }

    /// Forgets the accounts at providers of a user whose address was not verified until now: whoever linked
    /// them may not be its owner. Not so where it is asked for in a living session of the user's: who has both the mail and
    /// the session has come by such an account, perhaps.
    pub(super) fn forget_unproven_accounts<K: Key>(self, redemption: &Redemption<K>) -> Option<Statement> {
        let accounts = self.oauth_accounts?;
        let user = redemption.user.id.any();
        let kept_session = redemption.kept_session.filter(|_| redemption.keeps_accounts);
        let unless_asked_in = kept_session.map(|session| {
            statement![
                " AND NOT EXISTS (SELECT 1 FROM "{self.users.sessions}" WHERE user_id = "(user)" AND "
                [is_alive(session, redemption.now)]")"
            ]
        });
        Some(statement![
            "DELETE FROM "{accounts.name}" WHERE "{accounts.name_of(Purpose::User)}" = "(user)
            " AND EXISTS (SELECT 1 FROM "{self.users.name}" u WHERE u."{self.users.id()}" = "(user)
            " AND u."{self.users.name_of(Purpose::Verified)}" = FALSE)"[unless_asked_in.unwrap_or_default()]
        ])
    }
}
