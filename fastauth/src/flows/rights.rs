//! What somebody may give away: only what they hold.

use std::collections::HashSet;

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::{AuthUser, Grants};

/// The role that may do everything that the library's routes offer.
const ADMIN: &str = "Admin";

/// What a user holds, as far as it decides what the user may give to others.
#[derive(Debug, Clone)]
pub(super) struct Rights {
    is_admin: bool,
    permissions: HashSet<String>,
}

impl Rights {
    pub(super) fn of(grants: Grants) -> Self {
        let is_admin = grants.role.as_ref().is_some_and(|role| role.codename == ADMIN);
        let by_role = grants.role.into_iter().flat_map(|role| role.permissions);
        Self { is_admin, permissions: by_role.chain(grants.permissions).collect() }
    }

    /// Whether these may be given.
    pub(super) fn may_give<'a>(
        &self,
        permissions: impl IntoIterator<Item = &'a String>,
    ) -> Result<(), AuthError> {
        let holds_all = || permissions.into_iter().all(|permission| self.permissions.contains(permission));
        if self.is_admin || holds_all() { Ok(()) } else { Err(AuthError::Escalation) }
    }

    /// Whether somebody who holds these may be changed: nobody gets the better of those above them.
    pub(super) fn may_change(&self, other: &Self) -> Result<(), AuthError> {
        if other.is_admin && !self.is_admin {
            return Err(AuthError::Escalation);
        }
        self.may_give(&other.permissions)
    }
}

impl<U: AuthUser> FastAuth<U> {
    /// What a user holds.
    pub(super) async fn rights_of(&self, user: &U) -> Result<Rights, AuthError> {
        Ok(Rights::of(self.store().grants_of(user.id()).await?))
    }

    /// Whether a role may be given: what it holds, and itself, if it is the administrators'.
    pub(super) async fn may_give_role(&self, rights: &Rights, role: &str) -> Result<(), AuthError> {
        if role == ADMIN && !rights.is_admin {
            return Err(AuthError::Escalation);
        }
        let permissions = self.permissions_of_role(role).await?;
        rights.may_give(&permissions)
    }

    /// # Errors
    /// [`AuthError::Validation`] where one of them is no permission; [`AuthError::Unavailable`].
    pub(super) async fn must_be_permissions(&self, codenames: &[String]) -> Result<(), AuthError> {
        if self.store().all_are_permissions(codenames.to_vec()).await? {
            Ok(())
        } else {
            Err(AuthError::field("permissions", "unknown", "there is no such permission"))
        }
    }

    /// The codenames of a role's permissions, in order.
    pub(super) async fn permissions_of_role(&self, role: &str) -> Result<Vec<String>, AuthError> {
        let pairs = self.store().permissions_of_roles(vec![role.to_owned()]).await?;
        let mut permissions: Vec<String> = pairs.into_iter().map(|(_, permission)| permission).collect();
        permissions.sort();
        Ok(permissions)
    }
}
