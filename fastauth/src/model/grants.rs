//! What a user may do, as it is shown.

use serde::Serialize;

/// The role and the permissions that a user holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// The role, if there is one.
    pub role: Option<HeldRole>,
    /// The codenames of the permissions given to the user directly.
    pub permissions: Vec<String>,
}

/// A role that a user holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// Its codename.
    pub codename: String,
    /// The codenames of its permissions.
    pub permissions: Vec<String>,
}

/// A role, as `UserRead` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleView {
    /// Its id.
    pub id: String,
    /// Its codename.
    pub codename: String,
    /// The codenames of its permissions.
    pub permissions: Vec<String>,
}

impl RoleView {
    /// The role of a user, if the user has one.
    #[must_use]
    pub fn new(id: Option<impl ToString>, role: Option<HeldRole>) -> Option<Self> {
        let HeldRole { codename, permissions } = role?;
        Some(Self { id: id?.to_string(), codename, permissions })
    }
}
