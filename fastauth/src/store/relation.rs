//! Who holds which permission: the two tables that say it, and whose rows are in them.

use diesel::Column;

use super::key::AnyKey;
use super::table::Table;
use super::table_name::TableName;

/// A table of who holds which permission.
#[derive(Debug, Clone, Copy)]
pub struct Relation {
    /// Its name in the database.
    pub table: &'static str,
    /// The column that holds the key of the user or the role.
    pub owner: &'static str,
    /// The column that holds the key of the permission.
    pub permission: &'static str,
    /// Whether the library may create it; not so where the application brought it.
    pub owned: bool,
}

impl Relation {
    /// One that the application brought.
    pub(super) const fn brought<T: TableName, O: Column<Table = T>, P: Column<Table = T>>() -> Self {
        Self { table: T::NAME, owner: O::NAME, permission: P::NAME, owned: false }
    }

    pub(crate) const fn of_role(roles: &Table) -> Self {
        Self::of(roles, "role_id")
    }

    pub(crate) const fn of_user(users: &Table) -> Self {
        Self::of(users, "user_id")
    }

    const fn of(holders: &Table, owner: &'static str) -> Self {
        match holders.brought_rel {
            Some(brought) => brought,
            None => Self { table: holders.permission_rel, owner, permission: "permission_id", owned: true },
        }
    }
}

/// Who is given a permission, or loses it.
#[derive(Debug, Clone)]
pub enum Holder {
    /// A role, by its codename.
    Role(String),
    /// A user, by id.
    User(AnyKey),
}
