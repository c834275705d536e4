//! Which users a list shows.

use time::OffsetDateTime;

use super::key::AnyKey;
use super::one_time_token_table::OneTimeTokenTable;
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
    /// Whose address was never shown to be theirs.
    pub never_verified: Option<NeverVerified>,
}

/// Accounts that are no more than a registration: of whoever is active, and has no other role than whoever
/// registers and no permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeverVerified {
    /// Before this; nobody, where the model does not say when that was.
    pub registered_before: OffsetDateTime,
    /// The role of whoever registers.
    pub default_role: Option<String>,
}

impl NeverVerified {
    /// The condition of it, in a statement over the users.
    pub(super) fn condition<U: AuthUser>(&self) -> Statement {
        let (users, tables) = (U::TABLE, RbacTables::of::<U>());
        let Some(created_at) = users.column(Purpose::CreatedAt) else { return statement!["1=0"] };
        let holds_no_more = tables.holds_no_more_than(self.default_role.as_deref());
        statement![
            {users.name}"."{users.name_of(Purpose::Verified)}" = FALSE AND "{users.name}"."
            {users.name_of(Purpose::Active)}" = TRUE AND "{users.name}"."{created_at.name}" < "
            (self.registered_before)[holds_no_more]" AND NOT "[OneTimeTokenTable::of::<U>().was_verified()]
        ]
    }
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
        if let Some(never_verified) = &self.never_verified {
            and(never_verified.condition::<U>());
        }
        if let Some(after) = after {
            and(statement![{users.name}"."{users.id()}" > "(after)]);
        }
        condition
    }
}
