//! Which users a list shows.

use time::OffsetDateTime;

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
    /// Whether the address was shown to be theirs.
    pub is_verified: Option<bool>,
    /// Those who registered before this; nobody, where the model does not say when that was.
    pub created_before: Option<OffsetDateTime>,
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
        for (purpose, wanted) in [(Purpose::Active, self.is_active), (Purpose::Verified, self.is_verified)] {
            if let Some(wanted) = wanted {
                let value = if wanted { " = TRUE" } else { " = FALSE" };
                and(statement![{users.name}"."{users.name_of(purpose)} value]);
            }
        }
        if let Some(moment) = self.created_before {
            and(match users.column(Purpose::CreatedAt) {
                Some(column) => statement![{users.name}"."{column.name}" < "(moment)],
                None => statement!["1=0"],
            });
        }
        if let Some(after) = after {
            and(statement![{users.name}"."{users.id()}" > "(after)]);
        }
        condition
    }
}
