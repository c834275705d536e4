//! The users, and the one statement that decides a guarded request.

use std::sync::Arc;

use diesel::result::Error as DieselError;
use time::OffsetDateTime;

use super::administration::AdministrationStore;
use super::events::EventStore;
use super::expired::ExpiredStore;
use super::grants::GrantStore;
use super::known_devices::KnownDeviceStore;
use super::linked_accounts::LinkedAccountStore;
use super::oauth_accounts::OAuthAccountQueries;
use super::oauth_states::OAuthStateStore;
use super::one_time_token_table::OneTimeTokenTable;
use super::one_time_tokens::{OneTimeTokenStore, Proven};
use super::rbac_tables::RbacTables;
use super::relation::Holder;
use super::session_table::SessionTable;
use super::sessions::SessionStore;
use super::statement::Statement;
use super::{Backend, Key, QueryFuture, StoreError, StoreFuture, ddl};
use crate::credential::PasswordHash;
use crate::model::{AuthUser, Changes, Grants, Policy};
use crate::token::{Presented, SessionId};

/// The statements over a table of users. Generated, by `user_queries!`.
pub trait UserQueries<U: AuthUser>: Backend {
    /// The user behind a token, and whether the policy lets the user pass. No row: its session has ended.
    fn authorize<'c>(
        connection: &'c mut Self::Connection,
        presented: Presented,
        policy: &'static Policy,
    ) -> QueryFuture<'c, Option<(U, bool)>>;
    /// The user behind a token, with what the user holds. No row: its session has ended.
    fn authorize_with_grants(
        connection: &mut Self::Connection,
        presented: Presented,
    ) -> QueryFuture<'_, Option<(U, Grants)>>;
    /// What the user with this key holds.
    fn grants(connection: &mut Self::Connection, id: U::Id) -> QueryFuture<'_, Option<Grants>>;
    /// The user with this key.
    fn find(connection: &mut Self::Connection, id: U::Id) -> QueryFuture<'_, Option<U>>;
    /// The user with this address, in its canonical spelling.
    fn find_by_email(connection: &mut Self::Connection, email: String) -> QueryFuture<'_, Option<U>>;
    /// The user with this username.
    fn find_by_username(_connection: &mut Self::Connection, _username: String) -> QueryFuture<'_, Option<U>> {
        Box::pin(std::future::ready(Ok(None)))
    }
    /// Adds a user.
    fn insert<'c>(connection: &'c mut Self::Connection, new: &'c U) -> QueryFuture<'c, usize>;
    /// Changes a user.
    fn update(connection: &mut Self::Connection, id: U::Id, changes: Changes<U>) -> QueryFuture<'_, usize>;
    /// Replaces a hash, if it is still the one that was read.
    fn replace_hash(
        connection: &mut Self::Connection,
        id: U::Id,
        old: PasswordHash,
        new: PasswordHash,
    ) -> QueryFuture<'_, usize>;
    /// Up to `limit` of the users that a condition lets through, in order of their keys, with what each holds.
    fn list(
        connection: &mut Self::Connection,
        wanted: Statement,
        limit: i64,
    ) -> QueryFuture<'_, Vec<(U, Grants)>>;
    /// Removes a user.
    fn delete(connection: &mut Self::Connection, id: U::Id) -> QueryFuture<'_, usize>;
}

/// What became of a password that was to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Replaced {
    /// It is done.
    Done,
    /// Nothing was changed: it is another than the one that was read.
    AnotherPassword,
    /// Nothing was changed: the session that was to be kept has ended.
    SessionOver,
}

/// Everything that the flows ask of a database (`UserRepository` of fastapi-fastauth and more).
///
/// Implemented for the three backends by the derives. Each method is one atomic step.
pub trait Store<U: AuthUser>:
    SessionStore<U>
    + KnownDeviceStore<U>
    + OneTimeTokenStore<U>
    + OAuthStateStore<U>
    + LinkedAccountStore<U>
    + GrantStore<U>
    + AdministrationStore<U>
    + ExpiredStore<U>
    + EventStore<U>
{
    /// The user behind a token, and whether the policy lets the user pass. Nothing: its session has ended.
    fn authorize<'a>(
        &'a self,
        presented: Presented,
        policy: &'static Policy,
    ) -> StoreFuture<'a, Option<(U, bool)>>;
    /// The user behind a token, with what the user holds. Nothing: its session has ended.
    fn authorize_with_grants(&self, presented: Presented) -> StoreFuture<'_, Option<(U, Grants)>>;
    /// The role and the permissions of a user; none where there is no such user.
    fn grants_of(&self, user: U::Id) -> StoreFuture<'_, Grants>;
    /// The user with this key.
    fn find_user(&self, id: U::Id) -> StoreFuture<'_, Option<U>>;
    /// The user with this address, in its canonical spelling.
    fn find_user_by_email(&self, email: &str) -> StoreFuture<'_, Option<U>>;
    /// The user with this username.
    fn find_user_by_username(&self, username: &str) -> StoreFuture<'_, Option<U>>;
    /// Adds a user, who holds these permissions from the first moment on, and answers it as stored.
    ///
    /// [`StoreError::Conflict`](super::StoreError::Conflict) where a unique index refuses the row.
    fn insert_user(&self, user: U, permissions: Vec<String>) -> StoreFuture<'_, U>;
    /// Replaces a hash, if it is still the one that was read; `false` if not.
    fn replace_hash(&self, id: U::Id, old: PasswordHash, new: PasswordHash) -> StoreFuture<'_, bool>;
    /// Replaces a password by its hash, if it is still the one that was read and the session that is kept lives, and ends with
    /// it every other session and every one-time token of the user.
    fn replace_password(
        &self,
        user: Proven<U::Id>,
        new: PasswordHash,
        now: OffsetDateTime,
        kept_session: Option<SessionId>,
    ) -> StoreFuture<'_, Replaced>;
    /// Makes the tables that are not there yet.
    fn create_tables(&self) -> StoreFuture<'_, ()>;
    /// The statements that it does so by.
    fn table_definitions(&self) -> Vec<String>;
}

impl<U, B> Store<U> for B
where
    U: AuthUser,
    B: UserQueries<U> + OAuthAccountQueries<U::OAuthAccount, U::Id>,
{
    fn authorize<'a>(
        &'a self,
        presented: Presented,
        policy: &'static Policy,
    ) -> StoreFuture<'a, Option<(U, bool)>> {
        self.read(move |connection| <B as UserQueries<U>>::authorize(connection, presented, policy))
    }

    fn authorize_with_grants(&self, presented: Presented) -> StoreFuture<'_, Option<(U, Grants)>> {
        self.read(move |connection| <B as UserQueries<U>>::authorize_with_grants(connection, presented))
    }

    fn grants_of(&self, user: U::Id) -> StoreFuture<'_, Grants> {
        Box::pin(async move {
            let grants = self.read(move |connection| <B as UserQueries<U>>::grants(connection, user)).await?;
            Ok(grants.unwrap_or_default())
        })
    }

    fn find_user(&self, id: U::Id) -> StoreFuture<'_, Option<U>> {
        self.read(move |connection| <B as UserQueries<U>>::find(connection, id))
    }

    fn find_user_by_email(&self, email: &str) -> StoreFuture<'_, Option<U>> {
        let email = email.to_owned();
        self.read(move |connection| <B as UserQueries<U>>::find_by_email(connection, email.clone()))
    }

    fn find_user_by_username(&self, username: &str) -> StoreFuture<'_, Option<U>> {
        let username = username.to_owned();
        self.read(move |connection| <B as UserQueries<U>>::find_by_username(connection, username.clone()))
    }

    fn insert_user(&self, user: U, permissions: Vec<String>) -> StoreFuture<'_, U> {
        // Whoever has to try again has it still, though no model is asked to be `Clone`.
        let new = Arc::new(user);
        let kept = new.clone();
        let inserted = self.write(move |connection| {
            Box::pin(async move {
                if !U::Id::MADE_BY_DATABASE && permissions.is_empty() {
                    <B as UserQueries<U>>::insert(connection, &new).await?;
                    return Ok(None);
                }
                B::transaction(connection, move |connection| {
                    insert_with::<U, B>(connection, new, permissions)
                })
                .await
            })
        });
        Box::pin(async move {
            match inserted.await? {
                Some(stored) => Ok(stored),
                None => Arc::into_inner(kept)
                    .ok_or_else(|| StoreError::Failed("a query is still at work".to_owned())),
            }
        })
    }

    fn replace_hash(&self, id: U::Id, old: PasswordHash, new: PasswordHash) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let replaced = self
                .write(move |connection| <B as UserQueries<U>>::replace_hash(connection, id, old, new))
                .await?;
            Ok(replaced == 1)
        })
    }

    fn replace_password(
        &self,
        user: Proven<U::Id>,
        new: PasswordHash,
        now: OffsetDateTime,
        kept_session: Option<SessionId>,
    ) -> StoreFuture<'_, Replaced> {
        let Proven { id, hashed_password: old, .. } = user;
        let (sessions, tokens) = (SessionTable::of::<U>(), OneTimeTokenTable::of::<U>());
        let lock = tokens.lock(id.any());
        let lives = kept_session.map(|session| sessions.lives(id.any(), session, now));
        let endings = [sessions.end_all(id.any(), now, kept_session), tokens.forget_all(id.any())];
        self.write(move |connection| {
            B::transaction(connection, move |connection| {
                Box::pin(async move {
                    B::execute(connection, lock).await?;
                    if let Some(lives) = lives
                        && B::load(connection, lives).await?.is_empty()
                    {
                        return Ok(Replaced::SessionOver);
                    }
                    if <B as UserQueries<U>>::replace_hash(connection, id, old, new).await? != 1 {
                        return Ok(Replaced::AnotherPassword);
                    }
                    for statement in endings {
                        B::execute(connection, statement).await?;
                    }
                    Ok(Replaced::Done)
                })
            })
        })
    }

    fn create_tables(&self) -> StoreFuture<'_, ()> {
        self.batch(ddl::one_at_a_time(B::DIALECT, ddl::tables_of::<U>(B::DIALECT)))
    }

    fn table_definitions(&self) -> Vec<String> {
        ddl::tables_of::<U>(B::DIALECT)
    }
}

/// Adds a user with permissions of its own; and what the database has made of it, where it made the key.
fn insert_with<U: AuthUser, B: UserQueries<U>>(
    connection: &mut B::Connection,
    new: Arc<U>,
    permissions: Vec<String>,
) -> QueryFuture<'_, Option<U>> {
    Box::pin(async move {
        <B as UserQueries<U>>::insert(connection, &new).await?;
        let mut stored = None;
        if U::Id::MADE_BY_DATABASE {
            let found = <B as UserQueries<U>>::find_by_email(connection, new.email().to_owned()).await?;
            stored = Some(found.ok_or(DieselError::NotFound)?);
        }
        let holder = Holder::User(stored.as_ref().map_or_else(|| new.id(), AuthUser::id).any());
        if let Some(grant) = RbacTables::of::<U>().grant(B::DIALECT, &holder, &permissions) {
            B::execute(connection, grant).await?;
        }
        Ok(stored)
    })
}

/// Whoever a login names, unless it names two: a table of the application's may lack the unique index.
pub fn only_one<U>(found: diesel::QueryResult<Vec<U>>) -> diesel::QueryResult<Option<U>> {
    let mut found = found?;
    if found.len() > 1 {
        tracing::error!(
            "several users have one login, and none can come in by it: its column wants a unique index"
        );
        return Ok(None);
    }
    Ok(found.pop())
}

/// An update that changes nothing is not an error of the caller's: Diesel cannot write it.
pub fn nothing_to_change(updated: diesel::QueryResult<usize>) -> diesel::QueryResult<usize> {
    match updated {
        Err(DieselError::QueryBuilderError(_)) => Ok(1),
        other => other,
    }
}
