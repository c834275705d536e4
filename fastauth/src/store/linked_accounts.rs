//! Users and their accounts at providers, where one must not change without the other.

use std::sync::Arc;

use diesel::result::Error as DieselError;
use time::OffsetDateTime;

use super::oauth_accounts::{OAuthAccountQueries, of};
use super::one_time_token_table::OneTimeTokenTable;
use super::session_table::SessionTable;
use super::statement::{Statement, statement};
use super::table::Purpose;
use super::users::UserQueries;
use super::{Key as _, QueryFuture, StoreFuture};
use crate::credential::PasswordHash;
use crate::model::{AuthOAuthAccount, AuthUser, NewOAuthAccount};
use crate::token::{NewSession, SessionId};

/// The key of a user's account at a provider.
pub type OAuthAccountId<U> = <<U as AuthUser>::OAuthAccount as AuthOAuthAccount<<U as AuthUser>::Id>>::Id;
/// An account at a provider that is about to be a user's.
pub type NewAccountOf<U> = NewOAuthAccount<OAuthAccountId<U>, <U as AuthUser>::Id>;

/// The most accounts at providers that a user can be expected to have.
const MOST_ACCOUNTS: i64 = 1000;

/// What must be true of a user, still, at the moment when an account becomes theirs.
#[derive(Debug, Clone)]
pub enum LinkIf {
    /// This session, in which it was asked for, lives.
    SessionLives {
        /// The session.
        session: SessionId,
        /// The time of it.
        now: OffsetDateTime,
    },
    /// This address is the user's, and verified.
    AddressIsVerified(String),
}

/// An account at a provider that a user gives up.
pub struct Unlink<U: AuthUser> {
    /// Whose it is.
    pub user: U::Id,
    /// Which.
    pub account: OAuthAccountId<U>,
    /// The providers that somebody can come in by.
    pub providers: Vec<String>,
    /// The session in which it is asked for. It goes on; all others end, and every one-time token of the user.
    pub kept_session: SessionId,
    /// The time of it.
    pub now: OffsetDateTime,
}

/// What became of it.
#[derive(Debug)]
#[must_use]
pub enum Unlinked<A> {
    /// It is done; the account as it was.
    Done(A),
    /// Nothing was changed: the user has no such account.
    NoAccount,
    /// Nothing was changed: the user could not come in any more.
    LastWayIn,
    /// Nothing was changed: the session in which it was asked for has ended.
    SessionOver,
}

/// Users and their accounts at providers. Each method is one atomic step.
pub trait LinkedAccountStore<U: AuthUser>: Send + Sync {
    /// Adds a user together with the account that the user came by, and answers it as stored.
    ///
    /// [`StoreError::Conflict`](super::StoreError::Conflict) where either is there already.
    fn insert_user_with_account(&self, user: U, account: NewAccountOf<U>) -> StoreFuture<'_, U>;
    /// Makes an account one more of an active user's, and answers both; none, and nothing is changed, where what must be true is
    /// not.
    ///
    /// [`StoreError::Conflict`](super::StoreError::Conflict) where the account is somebody's already.
    fn link_account(
        &self,
        account: NewAccountOf<U>,
        link_if: LinkIf,
    ) -> StoreFuture<'_, Option<(U, U::OAuthAccount)>>;
    /// Adds a session of a user who came by this account, as
    /// [`open_session`](super::SessionStore::open_session) does; `false`, too, where it is the user's no more.
    ///
    /// Who gave the account up, or was freed of one that somebody else had linked, ends all sessions with it: one that comes
    /// at the same moment is before that, and ends, or behind it, and is none.
    fn open_session_by_account(
        &self,
        account: OAuthAccountId<U>,
        session: NewSession<U::Id>,
        hash: PasswordHash,
    ) -> StoreFuture<'_, bool>;
    /// Takes an account from a user, and ends the user's other sessions.
    fn unlink_account(&self, unlink: Unlink<U>) -> StoreFuture<'_, Unlinked<U::OAuthAccount>>;
}

impl<U, B> LinkedAccountStore<U> for B
where
    U: AuthUser,
    B: UserQueries<U> + OAuthAccountQueries<U::OAuthAccount, U::Id>,
{
    fn insert_user_with_account(&self, user: U, account: NewAccountOf<U>) -> StoreFuture<'_, U> {
        let new = Arc::new(user);
        self.write(move |connection| {
            B::transaction(connection, move |connection| {
                Box::pin(async move {
                    <B as UserQueries<U>>::insert(connection, &new).await?;
                    let found =
                        <B as UserQueries<U>>::find_by_email(connection, new.email().to_owned()).await?;
                    let stored = found.ok_or(DieselError::NotFound)?;
                    let account = NewOAuthAccount { user_id: stored.id(), ..account };
                    insert::<U, B>(connection, account).await?;
                    Ok(stored)
                })
            })
        })
    }

    fn link_account(
        &self,
        account: NewAccountOf<U>,
        link_if: LinkIf,
    ) -> StoreFuture<'_, Option<(U, U::OAuthAccount)>> {
        let user = account.user_id;
        let lock = OneTimeTokenTable::of::<U>().lock(user.any());
        self.write(move |connection| {
            B::transaction(connection, move |connection| {
                Box::pin(async move {
                    // First the user, as everybody who changes one: what is true then stays so until the end.
                    B::execute(connection, lock).await?;
                    let Some(user) = linking_user::<U, B>(connection, user, link_if).await? else {
                        return Ok(None);
                    };
                    let (name, id) = (account.oauth_name.clone(), account.account_id.clone());
                    insert::<U, B>(connection, account).await?;
                    let stored =
                        <B as OAuthAccountQueries<U::OAuthAccount, U::Id>>::find(connection, name, id)
                            .await?;
                    Ok(stored.map(|stored| (user, stored)))
                })
            })
        })
    }

    fn open_session_by_account(
        &self,
        account: OAuthAccountId<U>,
        session: NewSession<U::Id>,
        hash: PasswordHash,
    ) -> StoreFuture<'_, bool> {
        let user = session.user.any();
        let lock = OneTimeTokenTable::of::<U>().lock(user);
        let is_linked = U::OAuthAccount::TABLE.map(|table| {
            statement![
                "SELECT 1, '' FROM "{table.name}" WHERE "{table.id()}" = "(account.any())" AND "
                {table.name_of(Purpose::User)}" = "(user)
            ]
        });
        let open = SessionTable::of::<U>().open::<U>(B::DIALECT, session, hash);
        self.write(move |connection| {
            B::transaction(connection, move |connection| {
                Box::pin(async move {
                    B::execute(connection, lock).await?;
                    let Some(is_linked) = is_linked else { return Ok(false) };
                    if B::load(connection, is_linked).await?.is_empty() {
                        return Ok(false);
                    }
                    Ok(B::execute(connection, open).await? == 1)
                })
            })
        })
    }

    fn unlink_account(&self, unlink: Unlink<U>) -> StoreFuture<'_, Unlinked<U::OAuthAccount>> {
        let Unlink { user, account, providers, kept_session, now } = unlink;
        let tokens = OneTimeTokenTable::of::<U>();
        let (lock, sessions) = (tokens.lock(user.any()), SessionTable::of::<U>());
        let lives = sessions.lives(user.any(), kept_session, now);
        let endings = [sessions.end_all(user.any(), now, Some(kept_session)), tokens.forget_all(user.any())];
        self.write(move |connection| {
            B::transaction(connection, move |connection| {
                Box::pin(async move {
                    B::execute(connection, lock).await?;
                    let (Some(table), Some(user)) =
                        (U::OAuthAccount::TABLE, <B as UserQueries<U>>::find(connection, user).await?)
                    else {
                        return Ok(Unlinked::NoAccount);
                    };
                    if B::load(connection, lives).await?.is_empty() {
                        return Ok(Unlinked::SessionOver);
                    }
                    let mut accounts = <B as OAuthAccountQueries<U::OAuthAccount, U::Id>>::list(
                        connection,
                        of(table, user.id()),
                        MOST_ACCOUNTS,
                    )
                    .await?;
                    let Some(position) = accounts.iter().position(|one| one.id() == account) else {
                        return Ok(Unlinked::NoAccount);
                    };
                    let removed = accounts.swap_remove(position);
                    let is_way_in =
                        |one: &U::OAuthAccount| providers.iter().any(|name| name == one.oauth_name());
                    if !user.hashed_password().is_usable() && !accounts.iter().any(is_way_in) {
                        return Ok(Unlinked::LastWayIn);
                    }
                    let delete = statement![
                        "DELETE FROM "{table.name}" WHERE "{table.id()}" = "(account.any())
                    ];
                    for statement in [delete].into_iter().chain(endings) {
                        B::execute(connection, statement).await?;
                    }
                    Ok(Unlinked::Done(removed))
                })
            })
        })
    }
}

fn insert<U, B>(connection: &mut B::Connection, account: NewAccountOf<U>) -> QueryFuture<'_, ()>
where
    U: AuthUser,
    B: OAuthAccountQueries<U::OAuthAccount, U::Id>,
{
    Box::pin(async move {
        // Of a model without such a thing nobody makes one.
        let account = U::OAuthAccount::new(account).ok_or(DieselError::NotFound)?;
        <B as OAuthAccountQueries<U::OAuthAccount, U::Id>>::insert(connection, &account).await.map(drop)
    })
}

/// The user, behind the lock, if what must be true of them is.
async fn linking_user<U: AuthUser, B: UserQueries<U>>(
    connection: &mut B::Connection,
    user: U::Id,
    link_if: LinkIf,
) -> diesel::QueryResult<Option<U>> {
    let Some(found) = <B as UserQueries<U>>::find(connection, user).await?.filter(AuthUser::is_active) else {
        return Ok(None);
    };
    let may_link = match link_if {
        LinkIf::SessionLives { session, now } => {
            let lives = SessionTable::of::<U>().lives(user.any(), session, now);
            !B::load(connection, lives).await?.is_empty()
        }
        LinkIf::AddressIsVerified(email) => found.is_verified() && found.email() == email,
    };
    Ok(may_link.then_some(found))
}
