//! Who holds which permission: the two tables that say it, and whose rows are in them.

use super::key::AnyKey;
use super::table::Table;

/// A table of who holds which permission.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Relation {
    pub(crate) table: &'static str,
    pub(crate) owner: &'static str,
}

impl Relation {
    pub(crate) const fn of_role(roles: &Table) -> Self {
        Self { table: roles.permission_rel, owner: "role_id" }
    }

    pub(crate) const fn of_user(users: &Table) -> Self {
        Self { table: users.permission_rel, owner: "user_id" }
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
