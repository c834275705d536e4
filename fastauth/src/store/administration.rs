//! What administration asks of a database: lists, and changes that must not lock everybody out.

use diesel::result::Error as DieselError;
use time::OffsetDateTime;

use super::grants::Granted;
use super::one_time_token_table::OneTimeTokenTable;
use super::rbac_tables::RbacTables;
use super::relation::Holder;
use super::session_table::SessionTable;
use super::statement::{Statement, statement};
use super::user_filter::{NeverVerified, UserFilter};
use super::users::UserQueries;
use super::{Key, StoreError, StoreFuture};
use crate::model::{AuthUser, Changes, Grants};

/// A change of a user: all of it happens, or none.
pub struct UserChange<U: AuthUser> {
    /// Whose it is.
    pub id: U::Id,
    /// What becomes another.
    pub changes: Changes<U>,
    /// The codenames of the permissions of the user's own from then on, if they change.
    pub permissions: Option<Vec<String>>,
    /// The time of it.
    pub now: OffsetDateTime,
    /// Whether every session and every one-time token of the user ends with it.
    pub end_sessions: bool,
}

/// What became of a change of a user.
#[derive(Debug)]
#[must_use]
pub enum Changed<U> {
    /// It is done; the user as it is now.
    Done(U),
    /// Nothing was changed: there is no such user.
    NoUser,
    /// Nothing was changed: one of the permissions is none.
    NoPermission,
    /// Nothing was changed: nobody who is active would have the role of administrators any more.
    LastAdmin,
}

/// Users as administration sees them. Each method is one atomic step.
pub trait AdministrationStore<U: AuthUser>: Send + Sync {
    /// Up to `limit` of the users that a filter lets through, behind one of them, in order of their keys;
    /// each with what the user holds.
    fn list_users(
        &self,
        filter: UserFilter,
        after: Option<U::Id>,
        limit: i64,
    ) -> StoreFuture<'_, Vec<(U, Grants)>>;
    /// Changes a user.
    fn change_user(&self, change: UserChange<U>) -> StoreFuture<'_, Changed<U>>;
    /// Removes a user and what belongs to it.
    ///
    /// [`StoreError::Referenced`] where a table of the application's refers to it.
    fn remove_user(&self, id: U::Id) -> StoreFuture<'_, Changed<()>>;
    /// Removes a user who is still one of these; `false`, and nothing is changed, if not.
    ///
    /// [`StoreError::Referenced`] where a table of the application's refers to it.
    fn remove_never_verified(&self, id: U::Id, of: NeverVerified) -> StoreFuture<'_, bool>;
}

/// How the last administrator is kept: whoever may take one away waits for whoever else does, and looks
/// afterwards whether there is one left.
#[derive(Clone)]
struct AdminGuard {
    wait: Statement,
    was_one: Statement,
    is_one_left: Statement,
}

impl AdminGuard {
    /// Nothing where the model has no roles.
    fn of<U: AuthUser>(user: U::Id) -> Option<Self> {
        let tables = RbacTables::of::<U>();
        Some(Self {
            wait: tables.lock_admins()?,
            was_one: tables.admins(Some(user.any()))?,
            is_one_left: tables.admins(None)?,
        })
    }
}

impl<U: AuthUser, B: UserQueries<U>> AdministrationStore<U> for B {
    fn list_users(
        &self,
        filter: UserFilter,
        after: Option<U::Id>,
        limit: i64,
    ) -> StoreFuture<'_, Vec<(U, Grants)>> {
        self.read(move |connection| {
            let wanted = filter.condition::<U>(after.map(Key::any));
            <B as UserQueries<U>>::list(connection, wanted, limit)
        })
    }

    fn change_user(&self, change: UserChange<U>) -> StoreFuture<'_, Changed<U>> {
        let UserChange { id, changes, permissions, now, end_sessions } = change;
        let may_lose_admin = changes.is_active == Some(false) || changes.role_id.is_some();
        let guard = may_lose_admin.then(|| AdminGuard::of::<U>(id)).flatten();
        let endings = end_sessions.then(|| {
            let sessions = SessionTable::of::<U>().end_all(id.any(), now, None);
            [sessions, OneTimeTokenTable::of::<U>().forget_all(id.any())]
        });
        let was_verified = (changes.is_verified == Some(false))
            .then(|| OneTimeTokenTable::of::<U>().note_verified(B::DIALECT, id.any(), now));
        let holder = Holder::User(id.any());
        let tables = RbacTables::of::<U>();
        let lock = tables.lock(&holder);
        let grants = permissions.as_ref().and_then(|permissions| {
            Some([tables.keep_only(&holder, permissions)?, tables.grant(B::DIALECT, &holder, permissions)?])
        });
        Box::pin(async move {
            if let Some(permissions) = permissions {
                match super::grants::known(self, tables.known(&holder, &permissions), permissions).await? {
                    Some(Granted::NoHolder) => return Ok(Changed::NoUser),
                    Some(_) => return Ok(Changed::NoPermission),
                    None => {}
                }
            }
            let changed = self.write(move |connection| {
                B::transaction(connection, move |connection| {
                    Box::pin(async move {
                        let is_one_left = watch::<U, B>(connection, guard).await?;
                        for statement in lock.into_iter().chain(was_verified) {
                            B::execute(connection, statement).await?;
                        }
                        if <B as UserQueries<U>>::update(connection, id, changes).await? == 0 {
                            return Ok(None);
                        }
                        let statements = grants.into_iter().flatten().chain(endings.into_iter().flatten());
                        for statement in statements {
                            B::execute(connection, statement).await?;
                        }
                        refuse_to_lose_the_last::<U, B>(connection, is_one_left).await?;
                        <B as UserQueries<U>>::find(connection, id).await
                    })
                })
            });
            became(changed.await)
        })
    }

    fn remove_user(&self, id: U::Id) -> StoreFuture<'_, Changed<()>> {
        let guard = AdminGuard::of::<U>(id);
        Box::pin(async move {
            let removed = self.write(move |connection| {
                B::transaction(connection, move |connection| {
                    Box::pin(async move {
                        let is_one_left = watch::<U, B>(connection, guard).await?;
                        let removed = <B as UserQueries<U>>::delete(connection, id).await?;
                        refuse_to_lose_the_last::<U, B>(connection, is_one_left).await?;
                        Ok((removed != 0).then_some(()))
                    })
                })
            });
            became(removed.await)
        })
    }

    fn remove_never_verified(&self, id: U::Id, of: NeverVerified) -> StoreFuture<'_, bool> {
        let users = U::TABLE;
        let statement = statement![
            "DELETE FROM "{users.name}" WHERE "{users.name}"."{users.id()}" = "(id.any())" AND "[of.condition::<U>()]
        ];
        Box::pin(async move { Ok(self.execute_one(statement).await? == 1) })
    }
}

/// What became of a change that finds nothing where there is no such user, and that
/// [`refuse_to_lose_the_last`] rolls back.
fn became<T>(changed: Result<Option<T>, StoreError>) -> Result<Changed<T>, StoreError> {
    match changed {
        Ok(Some(done)) => Ok(Changed::Done(done)),
        Ok(None) => Ok(Changed::NoUser),
        Err(StoreError::RolledBack) => Ok(Changed::LastAdmin),
        Err(error) => Err(error),
    }
}

/// Waits for others who may take an administrator away, and says what to ask in the end, if this one is an
/// administrator.
async fn watch<U: AuthUser, B: UserQueries<U>>(
    connection: &mut B::Connection,
    guard: Option<AdminGuard>,
) -> diesel::QueryResult<Option<Statement>> {
    let Some(AdminGuard { wait, was_one, is_one_left }) = guard else { return Ok(None) };
    B::execute(connection, wait).await?;
    let was_one = !B::load(connection, was_one).await?.is_empty();
    Ok(was_one.then_some(is_one_left))
}

async fn refuse_to_lose_the_last<U: AuthUser, B: UserQueries<U>>(
    connection: &mut B::Connection,
    is_one_left: Option<Statement>,
) -> diesel::QueryResult<()> {
    let Some(is_one_left) = is_one_left else { return Ok(()) };
    if B::load(connection, is_one_left).await?.is_empty() {
        return Err(DieselError::RollbackTransaction);
    }
    Ok(())
}
