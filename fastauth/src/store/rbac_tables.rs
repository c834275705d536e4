//! The statements over the tables that roles and permissions are spread over.

use super::Dialect;
use super::key::AnyKey;
use super::relation::{Holder, Relation};
use super::statement::{Statement, statement};
use super::table::{Purpose, Table};
use crate::model::{AuthUser, Codenamed as _};

/// The tables of a user model that its permissions are spread over.
#[derive(Debug, Clone, Copy)]
pub(super) struct RbacTables {
    users: &'static Table,
    roles: Option<&'static Table>,
    admin_role: &'static str,
    permissions: Option<&'static Table>,
}

impl RbacTables {
    pub(super) fn of<U: AuthUser>() -> Self {
        Self {
            users: U::TABLE,
            roles: U::Role::TABLE,
            admin_role: U::Role::ADMIN_ROLE,
            permissions: U::Permission::TABLE,
        }
    }

    /// The role's row, if anybody has it.
    pub(super) fn in_use(self, role: &str) -> Option<Statement> {
        let (roles, users_role) = (self.roles?, self.users.column(Purpose::Role)?);
        Some(statement![
            "SELECT 0, r."{roles.codename()}" FROM "{roles.name}" r WHERE r."{roles.codename()}" = "(role)
            " AND EXISTS (SELECT 1 FROM "{self.users.name}" u WHERE u."{users_role.name}" = r."{roles.id()}")"
        ])
    }

    /// Makes whoever else may take an administrator away wait until this transaction ends, on every database:
    /// a row that is written is locked. Nothing changes by it.
    pub(super) fn lock_admins(self) -> Option<Statement> {
        let roles = self.roles?;
        Some(statement![
            "UPDATE "{roles.name}" SET "{roles.codename()}" = "{roles.codename()}" WHERE "{roles.codename()}" = "(self.admin_role)
        ])
    }

    /// A row, if anybody who is active is an administrator; or if this one is.
    pub(super) fn admins(self, user: Option<AnyKey>) -> Option<Statement> {
        let (roles, users_role) = (self.roles?, self.users.column(Purpose::Role)?);
        let is_user =
            user.map_or_else(Statement::default, |user| statement![" AND u."{self.users.id()}" = "(user)]);
        Some(statement![
            "SELECT 0, r."{roles.codename()}" FROM "{roles.name}" r WHERE r."{roles.codename()}" = "(self.admin_role)
            " AND EXISTS (SELECT 1 FROM "{self.users.name}" u WHERE u."{users_role.name}" = r."{roles.id()}
            " AND u."{self.users.name_of(Purpose::Active)}" = TRUE"[is_user]")"
        ])
    }

    /// Whether a user of the statement around it has a role.
    pub(super) fn has_role(self, codename: &str) -> Option<Statement> {
        let (roles, users_role) = (self.roles?, self.users.column(Purpose::Role)?);
        Some(statement![
            "EXISTS (SELECT 1 FROM "{roles.name}" fastauth_r WHERE fastauth_r."{roles.id()}" = "{self.users.name}"."
            {users_role.name}" AND fastauth_r."{roles.codename()}" = "(codename)")"
        ])
    }

    /// Behind another condition: that a user of the statement around it has no role but this one, and no
    /// permission of the user's own.
    pub(super) fn holds_no_more_than(self, role: Option<&str>) -> Statement {
        let mut condition = Statement::default();
        if let Some(column) = self.roles.and(self.users.column(Purpose::Role)) {
            let has_it = role.and_then(|role| self.has_role(role)).unwrap_or(statement!["1=0"]);
            condition.push(statement![" AND ("{self.users.name}"."{column.name}" IS NULL OR "[has_it]")"]);
        }
        if self.permissions.is_some() {
            let Relation { table, owner, .. } = Relation::of_user(self.users);
            condition.push(statement![
                " AND NOT EXISTS (SELECT 1 FROM "{table}" fastauth_g WHERE fastauth_g."{owner}" = "{self.users.name}"."
                {self.users.id()}")"
            ]);
        }
        condition
    }

    /// A row for each of these that is a permission.
    pub(super) fn permissions_among(self, codenames: &[String]) -> Option<Statement> {
        let permissions = self.permissions?;
        Some(statement![
            "SELECT DISTINCT 1, "{permissions.codename()}" FROM "{permissions.name}" WHERE "{permissions.codename()}
            " IN "[Statement::texts(codenames)]
        ])
    }

    /// The permissions of roles: of each, its codename, a separator, and the permission's.
    pub(super) fn permissions_of_roles(self, codenames: &[String]) -> Option<Statement> {
        let (roles, permissions) = (self.roles?, self.permissions?);
        let relation = Relation::of_role(roles);
        Some(statement![
            "SELECT 0, CONCAT(r."{roles.codename()}", '\u{1f}', p."{permissions.codename()}") FROM "{relation.table}
            " g INNER JOIN "{roles.name}" r ON r."{roles.id()}" = g."{relation.owner}" INNER JOIN "{permissions.name}
            " p ON p."{permissions.id()}" = g."{relation.permission}" WHERE r."{roles.codename()}" IN "
            [Statement::texts(codenames)]
        ])
    }

    /// Gives every user of one role another.
    pub(super) fn reassign(self, from: &str, to: &str) -> Option<Statement> {
        let (roles, users_role) = (self.roles?, self.users.column(Purpose::Role)?);
        let id_of = |codename: &str| {
            statement![
                "(SELECT "{roles.id()}" FROM "{roles.name}" WHERE "{roles.codename()}" = "(codename)")"
            ]
        };
        Some(statement![
            "UPDATE "{self.users.name}" SET "{users_role.name}" = "[id_of(to)]" WHERE "{users_role.name}" = "[id_of(from)]
            " AND EXISTS "[id_of(to)]
        ])
    }

    /// Makes whoever else changes what this one holds wait until this transaction ends.
    pub(super) fn lock(self, holder: &Holder) -> Option<Statement> {
        let Owner { table, column, value, .. } = self.owner(holder)?;
        Some(statement!["UPDATE "{table.name}" SET "{column}" = "{column}" WHERE "{column}" = "[value]])
    }

    /// Removes a role.
    pub(super) fn remove_role(self, codename: &str) -> Option<Statement> {
        let roles = self.roles?;
        Some(statement!["DELETE FROM "{roles.name}" WHERE "{roles.codename()}" = "(codename)])
    }

    /// Takes all that are not among `codenames`.
    pub(super) fn keep_only(self, holder: &Holder, codenames: &[String]) -> Option<Statement> {
        self.take(holder, "NOT IN", codenames)
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
            insert{relation.table}" ("{relation.owner}", "{relation.permission}")"
            " SELECT o."{table.id()}", p."{permissions.id()}" FROM "{table.name}" o CROSS JOIN "{permissions.name}" p"
            " WHERE o."{column}" = "[value]" AND p."{permissions.codename()}" IN "[Statement::texts(codenames)]
            held_already
        ])
    }

    /// Takes those of `codenames` that are held.
    pub(super) fn revoke(self, holder: &Holder, codenames: &[String]) -> Option<Statement> {
        self.take(holder, "IN", codenames)
    }

    /// Takes those that are `IN` or `NOT IN` `codenames`.
    fn take(self, holder: &Holder, which: &'static str, codenames: &[String]) -> Option<Statement> {
        let (permissions, Owner { relation, table, column, value }) =
            (self.permissions?, self.owner(holder)?);
        Some(statement![
            "DELETE FROM "{relation.table}" WHERE "{relation.owner}" ="
            " (SELECT "{table.id()}" FROM "{table.name}" WHERE "{column}" = "[value]") AND "{relation.permission}" "
            which
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
