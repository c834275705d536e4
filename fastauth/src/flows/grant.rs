//! Permissions are given and taken.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::store::{Granted, Holder, Key};

impl<U: AuthUser> FastAuth<U> {
    /// Gives a role permissions by codename; those that it has already stay. One statement, however
    /// many.
    ///
    /// # Errors
    /// [`AuthError::RoleNotFound`]; [`AuthError::PermissionNotFound`] where one of them is none, and
    /// nothing is changed then; [`AuthError::Unavailable`].
    pub async fn grant_to_role(&self, role: &str, permissions: &[&str]) -> Result<(), AuthError> {
        self.change(Holder::Role(role.to_owned()), permissions, Change::Grant).await
    }

    /// Takes permissions from a role.
    ///
    /// # Errors
    /// [`AuthError::RoleNotFound`]; [`AuthError::PermissionNotFound`] where one of them is none, and
    /// nothing is changed then; [`AuthError::Unavailable`].
    pub async fn revoke_from_role(&self, role: &str, permissions: &[&str]) -> Result<(), AuthError> {
        self.change(Holder::Role(role.to_owned()), permissions, Change::Revoke).await
    }

    /// Gives a user permissions by codename, beside those of the role.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`]; [`AuthError::PermissionNotFound`] where one of them is none, and
    /// nothing is changed then; [`AuthError::Unavailable`].
    pub async fn grant_to_user(&self, user: U::Id, permissions: &[&str]) -> Result<(), AuthError> {
        self.change(Holder::User(user.any()), permissions, Change::Grant).await
    }

    /// Takes permissions from a user; those of the role stay.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`]; [`AuthError::PermissionNotFound`] where one of them is none, and
    /// nothing is changed then; [`AuthError::Unavailable`].
    pub async fn revoke_from_user(&self, user: U::Id, permissions: &[&str]) -> Result<(), AuthError> {
        self.change(Holder::User(user.any()), permissions, Change::Revoke).await
    }

    #[tracing::instrument(skip_all)]
    async fn change(&self, holder: Holder, permissions: &[&str], change: Change) -> Result<(), AuthError> {
        let permissions: Vec<String> = permissions.iter().map(|&codename| codename.to_owned()).collect();
        let report = report(&holder, &permissions, change);
        let no_holder = match holder {
            Holder::Role(_) => AuthError::RoleNotFound,
            Holder::User(_) => AuthError::UserNotFound,
        };
        self.commit(move |auth| async move {
            let changed = match change {
                Change::Grant => auth.store().grant(holder, permissions).await?,
                Change::Revoke => auth.store().revoke(holder, permissions).await?,
            };
            match changed {
                Granted::Changed(_) => {
                    auth.tell(report).await;
                    Ok(())
                }
                Granted::NoHolder => Err(no_holder),
                Granted::NoPermission => Err(AuthError::PermissionNotFound),
            }
        })
        .await
    }
}

#[derive(Clone, Copy)]
enum Change {
    Grant,
    Revoke,
}

fn report(holder: &Holder, permissions: &[String], change: Change) -> Report {
    let permissions = permissions.join(",");
    match (holder, change) {
        (Holder::User(id), Change::Grant) => {
            Report::of(SecurityEventKind::PermissionsGranted).about(id).detail(permissions)
        }
        (Holder::User(id), Change::Revoke) => {
            Report::of(SecurityEventKind::PermissionsRevoked).about(id).detail(permissions)
        }
        (Holder::Role(role), Change::Grant) => {
            Report::of(SecurityEventKind::RoleUpdated).detail(format!("{role} +{permissions}"))
        }
        (Holder::Role(role), Change::Revoke) => {
            Report::of(SecurityEventKind::RoleUpdated).detail(format!("{role} -{permissions}"))
        }
    }
}
