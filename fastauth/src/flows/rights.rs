//! What somebody may give away: only what they hold.

use std::collections::HashSet;

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::{AuthUser, Codenamed, Grants};

/// What a user holds, as far as it decides what the user may give to others.
#[derive(Debug, Clone)]
pub(super) struct Rights {
    role: Option<String>,
    is_admin: bool,
    permissions: HashSet<String>,
}

impl Rights {
    pub(super) fn of<R: Codenamed>(grants: Grants) -> Self {
        let role = grants.role.as_ref().map(|role| role.codename.clone());
        let by_role = grants.role.into_iter().flat_map(|role| role.permissions);
        let is_admin = role.as_deref() == Some(R::ADMIN_ROLE);
        Self { role, is_admin, permissions: by_role.chain(grants.permissions).collect() }
    }

    /// Whether these may be given.
    pub(super) fn may_give<'a>(
        &self,
        permissions: impl IntoIterator<Item = &'a String>,
    ) -> Result<(), AuthError> {
        let holds_all = || permissions.into_iter().all(|permission| self.permissions.contains(permission));
        if self.is_admin || holds_all() { Ok(()) } else { Err(AuthError::Escalation) }
    }

    /// What only administrators may do.
    pub(super) fn must_be_admin(&self) -> Result<(), AuthError> {
        if self.is_admin { Ok(()) } else { Err(AuthError::Escalation) }
    }
}

impl<U: AuthUser> FastAuth<U> {
    /// What a user holds.
    pub(super) async fn rights_of(&self, user: &U) -> Result<Rights, AuthError> {
        Ok(Rights::of::<U::Role>(self.store().grants_of(user.id()).await?))
    }

    /// Whether a role may be given. Its codename alone is a right: guards ask for it. So it is one's own, or
    /// the one that everybody has who registers; and what it holds, one must hold.
    pub(super) async fn may_give_role(&self, rights: &Rights, role: &str) -> Result<(), AuthError> {
        if rights.is_admin {
            return Ok(());
        }
        let is_common =
            self.config().user_default_role.as_deref() == Some(role) && role != U::Role::ADMIN_ROLE;
        if !is_common && rights.role.as_deref() != Some(role) {
            return Err(AuthError::Escalation);
        }
        rights.may_give(&self.permissions_of_role(role).await?)
    }

    /// Whether somebody who holds these may be changed: nobody gets the better of those above them.
    pub(super) async fn may_change(&self, rights: &Rights, other: &Rights) -> Result<(), AuthError> {
        rights.may_give(&other.permissions)?;
        match &other.role {
            Some(role) => self.may_give_role(rights, role).await,
            None => Ok(()),
        }
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
