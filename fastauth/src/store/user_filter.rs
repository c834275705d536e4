//! Which users a list shows.

use super::key::AnyKey;
use super::rbac_tables::RbacTables;
use super::statement::{Statement, statement};
use super::table::Purpose;
use crate::model::AuthUser;

/// What a list of users is narrowed to; nothing narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// The address, in its canonical spelling.
    pub email: Option<String>,
    /// The codename of the role.
    pub role: Option<String>,
    /// Whether they may come in.
    pub is_active: Option<bool>,
}

impl UserFilter {
    /// The condition of it, and of the keys behind one.
    pub(super) fn condition<U: AuthUser>(&self, after: Option<AnyKey>) -> Statement {
        let users = U::TABLE;
        let mut condition = statement!["1=1"];
        let mut and = |other: Statement| condition.push(statement![" AND "[other]]);
        if let Some(email) = &self.email {
            and(statement![{users.name}"."{users.name_of(Purpose::Email)}" = "(email.as_str())]);
        }
        if let Some(role) = &self.role {
            and(RbacTables::of::<U>().has_role(role).unwrap_or(statement!["1=0"]));
        }
        if let Some(is_active) = self.is_active {
            let value = if is_active { " = TRUE" } else { " = FALSE" };
            and(statement![{users.name}"."{users.name_of(Purpose::Active)} value]);
        }
        if let Some(after) = after {
            and(statement![{users.name}"."{users.id()}" > "(after)]);
        }
        condition
    }
}
