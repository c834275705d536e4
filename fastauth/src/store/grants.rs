//! Who holds which permission: the two relation tables.

use std::future::ready;

use super::rbac_tables::RbacTables;
use super::relation::Holder;
use super::statement::Statement;
use super::{Backend, StoreError, StoreFuture};
use crate::model::AuthUser;

/// The relations as the flows see them.
pub trait GrantStore<U: AuthUser>: Send + Sync {
    /// Whether any user has this role.
    fn anyone_has_role(&self, role: &str) -> StoreFuture<'_, bool>;
    /// Gives permissions by codename; those that are held already stay.
    fn grant(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, Granted>;
    /// Takes permissions by codename; those that are not held are no error.
    fn revoke(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, Granted>;
    /// Gives a holder these permissions, and takes all others, in one step.
    fn set_permissions(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, Granted>;
    /// Whether each of these is a permission: one statement, however many.
    fn all_are_permissions(&self, codenames: Vec<String>) -> StoreFuture<'_, bool>;
    /// The permissions of roles, as pairs of codenames: one statement, however many.
    fn permissions_of_roles(&self, roles: Vec<String>) -> StoreFuture<'_, Vec<(String, String)>>;
    /// Gives every user of one role another, and removes the first, in one step.
    fn replace_role(&self, from: &str, to: &str) -> StoreFuture<'_, bool>;
}

/// What became of a change of permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Granted {
    /// It is done; so many were not held, or held, before.
    Changed(usize),
    /// Nothing was changed: there is no such role or user.
    NoHolder,
    /// Nothing was changed: one of the permissions is none.
    NoPermission,
}

impl<U: AuthUser, B: Backend> GrantStore<U> for B {
    fn anyone_has_role(&self, role: &str) -> StoreFuture<'_, bool> {
        let statement = RbacTables::of::<U>().in_use(role);
        Box::pin(async move {
            let Some(statement) = statement else {
                return Ok(false);
            };
            let rows = self.load_rows(statement).await?;
            Ok(!rows.is_empty())
        })
    }

    fn grant(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, Granted> {
        let tables = RbacTables::of::<U>();
        let grant = tables.grant(B::DIALECT, &holder, &permissions);
        change(self, tables.known(&holder, &permissions), grant, permissions)
    }

    fn revoke(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, Granted> {
        let tables = RbacTables::of::<U>();
        let revoke = tables.revoke(&holder, &permissions);
        change(self, tables.known(&holder, &permissions), revoke, permissions)
    }

    fn set_permissions(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, Granted> {
        let tables = RbacTables::of::<U>();
        let known_ones = tables.known(&holder, &permissions);
        let statements = tables.lock(&holder).zip(tables.keep_only(&holder, &permissions)).zip(tables.grant(
            B::DIALECT,
            &holder,
            &permissions,
        ));
        Box::pin(async move {
            if let Some(unknown) = known(self, known_ones, permissions).await? {
                return Ok(unknown);
            }
            let Some(((lock, take), give)) = statements else { return Ok(Granted::Changed(0)) };
            let changed = self.write(move |connection| {
                B::transaction(connection, move |connection| {
                    Box::pin(async move {
                        B::execute(connection, lock).await?;
                        let taken = B::execute(connection, take).await?;
                        Ok(taken + B::execute(connection, give).await?)
                    })
                })
            });
            changed.await.map(Granted::Changed)
        })
    }

    fn all_are_permissions(&self, mut codenames: Vec<String>) -> StoreFuture<'_, bool> {
        codenames.sort();
        codenames.dedup();
        let statement = RbacTables::of::<U>().permissions_among(&codenames);
        Box::pin(async move {
            let Some(statement) = statement else { return Ok(codenames.is_empty()) };
            Ok(self.load_rows(statement).await?.len() == codenames.len())
        })
    }

    fn permissions_of_roles(&self, roles: Vec<String>) -> StoreFuture<'_, Vec<(String, String)>> {
        let statement = RbacTables::of::<U>().permissions_of_roles(&roles);
        Box::pin(async move {
            let Some(statement) = statement else { return Ok(Vec::new()) };
            Ok(self.load_rows(statement).await?.into_iter().filter_map(pair).collect())
        })
    }

    fn replace_role(&self, from: &str, to: &str) -> StoreFuture<'_, bool> {
        let tables = RbacTables::of::<U>();
        let statements = tables.reassign(from, to).zip(tables.remove_role(from));
        Box::pin(async move {
            let Some((reassign, remove)) = statements else { return Ok(false) };
            let removed = self.write(move |connection| {
                B::transaction(connection, move |connection| {
                    Box::pin(async move {
                        B::execute(connection, reassign).await?;
                        B::execute(connection, remove).await
                    })
                })
            });
            Ok(removed.await? == 1)
        })
    }
}

/// Splits what `permissions_of_roles` selects. In a table of the application's, a codename may have a space.
fn pair((_, text): (i32, String)) -> Option<(String, String)> {
    text.split_once('\u{1f}').map(|(role, permission)| (role.to_owned(), permission.to_owned()))
}

/// Asks what is known of the holder and the permissions, and then changes them: two statements, however
/// many there are. What is deleted between the two is neither given nor taken.
fn change<B: Backend>(
    backend: &B,
    known_ones: Option<Statement>,
    change: Option<Statement>,
    permissions: Vec<String>,
) -> StoreFuture<'_, Granted> {
    let Some(change) = change else {
        return Box::pin(ready(Ok(Granted::NoPermission)));
    };
    Box::pin(async move {
        if let Some(unknown) = known(backend, known_ones, permissions).await? {
            return Ok(unknown);
        }
        backend.execute_one(change).await.map(Granted::Changed)
    })
}

/// What is wrong with a holder and permissions, if anything.
pub(super) async fn known<B: Backend>(
    backend: &B,
    known: Option<Statement>,
    mut permissions: Vec<String>,
) -> Result<Option<Granted>, StoreError> {
    permissions.sort();
    permissions.dedup();
    let Some(known) = known else {
        return Ok((!permissions.is_empty()).then_some(Granted::NoPermission));
    };
    let known = backend.load_rows(known).await?;
    let (holders, known) = known.into_iter().partition::<Vec<_>, _>(|(kind, _)| *kind == 0);
    if holders.is_empty() {
        return Ok(Some(Granted::NoHolder));
    }
    Ok((known.len() < permissions.len()).then_some(Granted::NoPermission))
}
