//! Permissions are given and taken.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::store::{Holder, Key};

impl<U: AuthUser> FastAuth<U> {
    /// Gives a role permissions by codename; those that it has already stay. One statement, however
    /// many.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn grant_to_role(&self, role: &str, permissions: &[&str]) -> Result<(), AuthError> {
        self.change(Holder::Role(role.to_owned()), permissions, Change::Grant).await
    }

    /// Takes permissions from a role.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn revoke_from_role(&self, role: &str, permissions: &[&str]) -> Result<(), AuthError> {
        self.change(Holder::Role(role.to_owned()), permissions, Change::Revoke).await
    }

    /// Gives a user permissions by codename, beside those of the role.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn grant_to_user(&self, user: U::Id, permissions: &[&str]) -> Result<(), AuthError> {
        self.change(Holder::User(user.any()), permissions, Change::Grant).await
    }

    /// Takes permissions from a user; those of the role stay.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn revoke_from_user(&self, user: U::Id, permissions: &[&str]) -> Result<(), AuthError> {
        self.change(Holder::User(user.any()), permissions, Change::Revoke).await
    }

    #[tracing::instrument(skip_all)]
    async fn change(&self, holder: Holder, permissions: &[&str], change: Change) -> Result<(), AuthError> {
        let permissions = permissions.iter().map(|&codename| codename.to_owned()).collect();
        let changed = match change {
            Change::Grant => self.store().grant(holder, permissions).await?,
            Change::Revoke => self.store().revoke(holder, permissions).await?,
        };
        tracing::info!(changed, "changed permissions");
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Change {
    Grant,
    Revoke,
}
