//! Who holds which permission: the two relation tables.

use std::future::ready;

use super::rbac_tables::RbacTables;
use super::relation::Holder;
use super::statement::Statement;
use super::{Backend, StoreFuture};
use crate::model::AuthUser;

/// The relations as the flows see them.
pub trait GrantStore<U: AuthUser>: Send + Sync {
    /// Whether any user has this role.
    fn anyone_has_role(&self, role: &str) -> StoreFuture<'_, bool>;
    /// Gives permissions by codename; those that are held already stay.
    fn grant(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, Granted>;
    /// Takes permissions by codename; those that are not held are no error.
    fn revoke(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, Granted>;
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
}

/// Asks what is known of the holder and the permissions, and then changes them: two statements, however
/// many there are. What is deleted between the two is neither given nor taken.
fn change<B: Backend>(
    backend: &B,
    known: Option<Statement>,
    change: Option<Statement>,
    mut permissions: Vec<String>,
) -> StoreFuture<'_, Granted> {
    permissions.sort();
    permissions.dedup();
    let Some((known, change)) = known.zip(change) else {
        return Box::pin(ready(Ok(Granted::NoPermission)));
    };
    backend.write(move |connection| {
        Box::pin(async move {
            let known = B::load(connection, known).await?;
            let (holders, known) = known.into_iter().partition::<Vec<_>, _>(|(kind, _)| *kind == 0);
            if holders.is_empty() {
                return Ok(Granted::NoHolder);
            }
            if known.len() < permissions.len() {
                return Ok(Granted::NoPermission);
            }
            B::execute(connection, change).await.map(Granted::Changed)
        })
    })
}
