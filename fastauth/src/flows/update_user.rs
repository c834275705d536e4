//! A user is changed, by the application.

use crate::auth::FastAuth;
use crate::credential::canonical_email;
use crate::error::AuthError;
use crate::model::{AuthUser, Changes, Codenamed};
use crate::store::StoreError;

impl<U: AuthUser> FastAuth<U> {
    /// Changes a user. Who is deactivated loses every session with it.
    ///
    /// The application decides what may change: nothing here asks who wants it.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`]; [`AuthError::EmailTaken`] where a unique index refuses;
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn update_user(&self, id: U::Id, mut changes: Changes<U>) -> Result<U, AuthError> {
        if let Some(email) = changes.email.take() {
            let canonical = canonical_email(&email)
                .map_err(|error| AuthError::field("email", "invalid", error.to_string()))?;
            changes.email = Some(canonical);
            // Nobody has shown yet that the new address is theirs.
            changes.is_verified = changes.is_verified.or(Some(false));
        }
        match self.store().update_user(id, changes.clone()).await {
            Err(StoreError::Conflict(_)) if changes.email.is_some() => return Err(AuthError::EmailTaken),
            Err(StoreError::Conflict(_)) => return Err(AuthError::UsernameTaken),
            updated => updated?,
        };
        if changes.is_active == Some(false) {
            self.store().end_sessions_of(id, self.clock().now()).await?;
        }
        let user = self.store().find_user(id).await?.ok_or(AuthError::UserNotFound)?;
        tracing::info!(user = %id, "updated");
        if let Err(error) = self.hooks().on_after_user_update(&user, &changes, &self.context()).await {
            tracing::error!(?error, "`on_after_user_update` failed");
        }
        Ok(user)
    }

    /// Gives a user the role of this codename, or none.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`], [`AuthError::RoleNotFound`], [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn assign_role_to_user(&self, role: Option<&str>, id: U::Id) -> Result<(), AuthError> {
        let role = match role {
            None => None,
            Some(codename) => {
                let role = self.roles().find_by_codename(codename).await?;
                Some(role.ok_or(AuthError::RoleNotFound)?.id())
            }
        };
        let changes = Changes::<U> { role_id: Some(role), ..Changes::default() };
        let assigned = self.store().update_user(id, changes.clone()).await?;
        let user = self.store().find_user(id).await?.filter(|_| assigned).ok_or(AuthError::UserNotFound)?;
        tracing::info!(user = %id, "assigned a role");
        if let Err(error) = self.hooks().on_after_user_update(&user, &changes, &self.context()).await {
            tracing::error!(?error, "`on_after_user_update` failed");
        }
        Ok(())
    }
}
