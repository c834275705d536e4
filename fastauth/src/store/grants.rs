//! Who holds which permission: the two relation tables.

use diesel_async::RunQueryDsl;
use futures_util::FutureExt;

use super::key::AnyKey;
use super::statement::Statement;
use super::table::{Purpose, Table};
use super::{Backend, QueryFuture, StoreError, StoreFuture};
use crate::model::{AuthUser, Codenamed as _, Grants, HeldRole};

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

/// The tables of a user model that its permissions are spread over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RbacTables {
    users: &'static Table,
    roles: Option<&'static Table>,
    permissions: Option<&'static Table>,
}

impl RbacTables {
    pub(crate) fn of<U: AuthUser>() -> Self {
        Self { users: U::TABLE, roles: U::Role::TABLE, permissions: U::Permission::TABLE }
    }

    /// `(kind, codename)`: 0 the role, 1 a permission of the role, 2 a permission of the user's own.
    fn held_by(self, user: AnyKey) -> Option<Statement> {
        let users_role = self.users.column(Purpose::Role);
        let mut union = Vec::new();
        if let (Some(roles), Some(role)) = (self.roles, users_role) {
            union.push(
                Statement::new("SELECT 0, r.").name(roles.codename()).sql(" FROM ").name(self.users.name)
                    .sql(" u INNER JOIN ").name(roles.name).sql(" r ON r.").name(roles.id()).sql(" = u.").name(role.name)
                    .sql(" WHERE u.").name(self.users.id()).sql(" = ").key(user),
            );
        }
        if let Some(permissions) = self.permissions {
            let by_role = users_role.map(|role| ("SELECT 1, p.", ROLE_PERMISSIONS, role.name));
            for (kind, relation, owner) in
                by_role.into_iter().chain([("SELECT 2, p.", USER_PERMISSIONS, self.users.id())])
            {
                union.push(
                    Statement::new(kind).name(permissions.codename()).sql(" FROM ").name(self.users.name)
                        .sql(" u INNER JOIN ").name(relation.table).sql(" g ON g.").name(relation.owner).sql(" = u.")
                        .name(owner).sql(" INNER JOIN ").name(permissions.name).sql(" p ON p.")
                        .name(permissions.id()).sql(" = g.permission_id WHERE u.").name(self.users.id()).sql(" = ").key(user),
                );
            }
        }
        let all = union.into_iter().reduce(|all, next| all.sql(" UNION ALL ").then(next))?;
        Some(all.sql(" ORDER BY 1, 2"))
    }

    /// The role's row, if anybody has it.
    fn in_use(self, role: &str) -> Option<Statement> {
        let (roles, users_role) = (self.roles?, self.users.column(Purpose::Role)?);
        Some(
            Statement::new("SELECT 0, r.").name(roles.codename()).sql(" FROM ").name(roles.name).sql(" r WHERE r.")
                .name(roles.codename()).sql(" = ").text(role).sql(" AND EXISTS (SELECT 1 FROM ").name(self.users.name)
                .sql(" u WHERE u.").name(users_role.name).sql(" = r.").name(roles.id()).sql(")"),
        )
    }

    /// Gives those of `codenames` that exist and are not held yet.
    fn grant(self, holder: &Holder, codenames: &[String]) -> Option<Statement> {
        let permissions = self.permissions?;
        let (relation, owner) = self.owner(holder)?;
        Some(
            owner
                .from(Statement::new("INSERT INTO ").name(relation.table).sql(" (").name(relation.owner)
                    .sql(", permission_id) SELECT o.").name(owner.id).sql(", p.").name(permissions.id()))
                .sql(" AND p.").name(permissions.codename()).sql(" IN ").texts(codenames)
                .sql(" AND NOT EXISTS (SELECT 1 FROM ").name(relation.table).sql(" g WHERE g.").name(relation.owner)
                .sql(" = o.").name(owner.id).sql(" AND g.permission_id = p.").name(permissions.id()).sql(")"),
        )
    }

    fn revoke(self, holder: &Holder, codenames: &[String]) -> Option<Statement> {
        let permissions = self.permissions?;
        let (relation, owner) = self.owner(holder)?;
        Some(
            Statement::new("DELETE FROM ").name(relation.table).sql(" WHERE ").name(relation.owner)
                .sql(" IN (SELECT ").name(owner.id).sql(" FROM ").name(owner.table).sql(" WHERE ").name(owner.column)
                .sql(" = ").then(owner.value).sql(") AND permission_id IN (SELECT ").name(permissions.id())
                .sql(" FROM ").name(permissions.name).sql(" WHERE ").name(permissions.codename()).sql(" IN ")
                .texts(codenames).sql(")"),
        )
    }

    fn owner(self, holder: &Holder) -> Option<(Relation, Owner)> {
        let permissions = self.permissions?.name;
        Some(match holder {
            Holder::Role(codename) => {
                let roles = self.roles?;
                let value = Statement::default().text(codename);
                (ROLE_PERMISSIONS, Owner { table: roles.name, id: roles.id(), column: roles.codename(), value, permissions })
            }
            Holder::User(key) => {
                let (users, value) = (self.users, Statement::default().key(*key));
                (USER_PERMISSIONS, Owner { table: users.name, id: users.id(), column: users.id(), value, permissions })
            }
        })
    }
}

/// The row that a permission is given to.
struct Owner {
    table: &'static str,
    id: &'static str,
    column: &'static str,
    value: Statement,
    permissions: &'static str,
}

impl Owner {
    fn from(&self, select: Statement) -> Statement {
        select.sql(" FROM ").name(self.table).sql(" o CROSS JOIN ").name(self.permissions).sql(" p WHERE o.")
            .name(self.column).sql(" = ").then(self.value.clone())
    }
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
            let Some(statement) = statement else { return Ok(false) };
            let rows = self.read(move |connection| B::load(connection, statement.clone())).await?;
            Ok(!rows.is_empty())
        })
    }

    fn grant(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, usize> {
        self.change(RbacTables::of::<U>().grant(&holder, &permissions))
    }

    fn revoke(&self, holder: Holder, permissions: Vec<String>) -> StoreFuture<'_, usize> {
        self.change(RbacTables::of::<U>().revoke(&holder, &permissions))
    }
}

trait Change: GrantQueries {
    fn change(&self, statement: Option<Statement>) -> StoreFuture<'_, usize> {
        match statement {
            Some(statement) => self.write(|connection| Self::execute(connection, statement)),
            None => Box::pin(std::future::ready(Err(StoreError::Failed("this model has no permissions".to_owned())))),
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
