//! The statements over the tables that roles and permissions are spread over.

use super::Dialect;
use super::relation::{Holder, Relation};
use super::statement::{Statement, statement};
use super::table::{Purpose, Table};
use crate::model::{AuthUser, Codenamed as _};

/// The tables of a user model that its permissions are spread over.
#[derive(Debug, Clone, Copy)]
pub(super) struct RbacTables {
    users: &'static Table,
    roles: Option<&'static Table>,
    permissions: Option<&'static Table>,
}

impl RbacTables {
    pub(super) fn of<U: AuthUser>() -> Self {
        Self { users: U::TABLE, roles: U::Role::TABLE, permissions: U::Permission::TABLE }
    }

    /// The role's row, if anybody has it.
    pub(super) fn in_use(self, role: &str) -> Option<Statement> {
        let (roles, users_role) = (self.roles?, self.users.column(Purpose::Role)?);
        Some(statement![
            "SELECT 0, r."{roles.codename()}" FROM "{roles.name}" r WHERE r."{roles.codename()}" = "(role)
            " AND EXISTS (SELECT 1 FROM "{self.users.name}" u WHERE u."{users_role.name}" = r."{roles.id()}")"
        ])
    }

    /// A row for the holder, if there is one, and one for each of `codenames` that there is.
    pub(super) fn known(self, holder: &Holder, codenames: &[String]) -> Option<Statement> {
        let (permissions, Owner { table, column, value, .. }) = (self.permissions?, self.owner(holder)?);
        Some(statement![
            "SELECT 0, '' FROM "{table.name}" WHERE "{column}" = "[value]
            " UNION ALL SELECT 1, "{permissions.codename()}" FROM "{permissions.name}
            " WHERE "{permissions.codename()}" IN "[Statement::texts(codenames)]
        ])
    }

    /// Gives those of `codenames` that exist and are not held yet; who does the same at the same time
    /// is no error.
    pub(super) fn grant(self, dialect: Dialect, holder: &Holder, codenames: &[String]) -> Option<Statement> {
        let (permissions, Owner { relation, table, column, value }) =
            (self.permissions?, self.owner(holder)?);
        let (insert, held_already) = match dialect {
            Dialect::MySql => ("INSERT IGNORE INTO ", ""),
            Dialect::Sqlite | Dialect::Postgres => ("INSERT INTO ", " ON CONFLICT DO NOTHING"),
        };
        Some(statement![
            insert{relation.table}" ("{relation.owner}", permission_id)"
            " SELECT o."{table.id()}", p."{permissions.id()}" FROM "{table.name}" o CROSS JOIN "{permissions.name}" p"
            " WHERE o."{column}" = "[value]" AND p."{permissions.codename()}" IN "[Statement::texts(codenames)]
            held_already
        ])
    }

    /// Takes those of `codenames` that are held.
    pub(super) fn revoke(self, holder: &Holder, codenames: &[String]) -> Option<Statement> {
        let (permissions, Owner { relation, table, column, value }) =
            (self.permissions?, self.owner(holder)?);
        Some(statement![
            "DELETE FROM "{relation.table}" WHERE "{relation.owner}" IN"
            " (SELECT "{table.id()}" FROM "{table.name}" WHERE "{column}" = "[value]") AND permission_id IN"
            " (SELECT "{permissions.id()}" FROM "{permissions.name}" WHERE "{permissions.codename()}" IN "
            [Statement::texts(codenames)]")"
        ])
    }

    fn owner(self, holder: &Holder) -> Option<Owner> {
        Some(match holder {
            Holder::Role(codename) => {
                let roles = self.roles?;
                Owner {
                    relation: Relation::of_role(roles),
                    table: roles,
                    column: roles.codename(),
                    value: statement![(codename.as_str())],
                }
            }
            Holder::User(key) => Owner {
                relation: Relation::of_user(self.users),
                table: self.users,
                column: self.users.id(),
                value: statement![(*key)],
            },
        })
    }
}

/// The row that permissions are given to, and where it is written down.
struct Owner {
    relation: Relation,
    table: &'static Table,
    column: &'static str,
    value: Statement,
}
