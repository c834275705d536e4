//! Who holds which permission: the two relation tables.

use diesel_async::RunQueryDsl;
use futures_util::FutureExt;

use super::key::AnyKey;
use super::rbac_tables::RbacTables;
use super::statement::Statement;
use super::{Backend, QueryFuture, StoreError, StoreFuture};
use crate::model::{AuthUser, Grants, HeldRole};

/// A relation table, by the names of fastapi-fastauth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Relation {
    pub(crate) table: &'static str,
    pub(crate) owner: &'static str,
}

pub(crate) const ROLE_PERMISSIONS: Relation = Relation { table: "role_permission_rel", owner: "role_id" };
pub(crate) const USER_PERMISSIONS: Relation = Relation { table: "user_permission_rel", owner: "user_id" };

/// Who is given a permission, or loses it.
#[derive(Debug, Clone)]
pub enum Holder {
    /// A role, by its codename.
    Role(String),
    /// A user, by id.
    User(AnyKey),
}

/// The statements over the relations, run on each backend.
pub trait GrantQueries: Backend {
    /// Runs a statement that answers with numbered codenames.
    fn load(connection: &mut Self::Connection, statement: Statement) -> QueryFuture<'_, Vec<(i32, String)>>;
    /// Runs a statement that answers with nothing.
    fn execute(connection: &mut Self::Connection, statement: Statement) -> QueryFuture<'_, usize>;
}

macro_rules! grant_queries {
    ($backend:path;) => {
        impl GrantQueries for $backend {
            fn load(
                connection: &mut Self::Connection,
                statement: Statement,
            ) -> QueryFuture<'_, Vec<(i32, String)>> {
                RunQueryDsl::load(statement, connection).boxed()
            }

            fn execute(connection: &mut Self::Connection, statement: Statement) -> QueryFuture<'_, usize> {
                RunQueryDsl::execute(statement, connection).boxed()
            }
        }
    };
}
crate::for_each_backend!(grant_queries {});

/// The relations as the flows see them.
pub trait GrantStore<U: AuthUser>: Send + Sync {
    /// The role and the permissions of a user, in one statement.
    fn grants_of(&self, user: U::Id) -> StoreFuture<'_, Grants>;
    /// Whether any user has this role.
    fn anyone_has_role(&self, role: &str) -> StoreFuture<'_, bool>;
    /// Gives permissions by codename; those that are held already stay.
    fn grant(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, usize>;
    /// Takes permissions by codename.
    fn revoke(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, usize>;
}

impl<U: AuthUser, B: GrantQueries> GrantStore<U> for B {
    fn grants_of(&self, user: U::Id) -> StoreFuture<'_, Grants> {
        use crate::store::Key;
        Box::pin(async move {
            let Some(statement) = RbacTables::of::<U>().held_by(user.any()) else {
                return Ok(Grants::default());
            };
            let rows = self.read(move |connection| B::load(connection, statement.clone())).await?;
            Ok(Grants::from_rows(rows))
        })
    }

    fn anyone_has_role(&self, role: &str) -> StoreFuture<'_, bool> {
        let statement = RbacTables::of::<U>().in_use(role);
        Box::pin(async move {
            let Some(statement) = statement else {
                return Ok(false);
            };
            let rows = self.read(move |connection| B::load(connection, statement.clone())).await?;
            Ok(!rows.is_empty())
        })
    }

    fn grant(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, usize> {
        self.change(RbacTables::of::<U>().grant(B::DIALECT, &holder, &permissions))
    }

    fn revoke(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, usize> {
        self.change(RbacTables::of::<U>().revoke(&holder, &permissions))
    }
}

trait Change: GrantQueries {
    fn change(&self, statement: Option<Statement>) -> StoreFuture<'_, usize> {
        match statement {
            Some(statement) => self.write(|connection| Self::execute(connection, statement)),
            None => Box::pin(std::future::ready(Err(StoreError::Failed(
                "this model has no permissions".to_owned(),
            )))),
        }
    }
}
impl<B: GrantQueries> Change for B {}

impl Grants {
    fn from_rows(rows: Vec<(i32, String)>) -> Self {
        let mut grants = Self::default();
        for (kind, codename) in rows {
            match (kind, &mut grants.role) {
                (0, _) => grants.role = Some(HeldRole { codename, permissions: Vec::new() }),
                (1, Some(role)) => role.permissions.push(codename),
                _ => grants.permissions.push(codename),
            }
        }
        grants
    }
}
