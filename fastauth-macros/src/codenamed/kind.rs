//! What tells a role from a permission.

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Role,
    Permission,
}

impl Kind {
    pub(super) fn derive(self) -> &'static str {
        match self {
            Self::Role => "Role",
            Self::Permission => "Permission",
        }
    }

    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Permission => "permission",
        }
    }

    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Role => "roles",
            Self::Permission => "permissions",
        }
    }

    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Role => "Admin",
            Self::Permission => "user:delete",
        }
    }
}
