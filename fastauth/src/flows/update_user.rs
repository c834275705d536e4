//! A user is changed, by the application.

use crate::auth::FastAuth;
use crate::credential::{canonical_email, check_username};
use crate::error::AuthError;
use crate::model::{AuthUser, Changes, Codenamed};
use crate::store::{Changed, StoreError, UserChange};

impl<U: AuthUser> FastAuth<U> {
    /// Changes a user. With another password or another address, and where the user is deactivated,
    /// every session of the user ends, in the same transaction.
    ///
    /// The application decides what may change: nothing here asks who wants it. A password comes as the
    /// hash that [`hasher`](Self::hasher) makes of it.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`]; [`AuthError::Validation`] where the address or the username is none;
    /// [`AuthError::EmailTaken`], [`AuthError::UsernameTaken`], [`AuthError::ValueTaken`] where a unique index
    /// refuses;
    /// [`AuthError::Refused`] where `on_before_user_update` refuses; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn update_user(&self, id: U::Id, changes: Changes<U>) -> Result<U, AuthError> {
        let user = self.get_user(id).await?;
        let changes = acceptable(&user, changes)?;
        self.change_user(None, user, changes, None).await
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
        let user = self.get_user(id).await?;
        let changes = Changes { role_id: Some(role), ..Changes::default() };
        self.change_user(None, user, changes, None).await.map(drop)
    }

    pub(super) async fn change_user(
        &self,
        by: Option<U::Id>,
        before: U,
        changes: Changes<U>,
        permissions: Option<Vec<String>>,
    ) -> Result<U, AuthError> {
        let (id, context) = (before.id(), self.context());
        let hook = self.hooks().on_before_user_update(&before, &changes, &context);
        hook.await.map_err(AuthError::Refused)?;
        self.commit(move |auth| async move {
            let (now, end_sessions) = (auth.clock().now(), ends_sessions(&changes));
            let own = permissions.clone();
            let change = UserChange { id, changes: changes.clone(), permissions, now, end_sessions };
            let user = match auth.store().change_user(change).await {
                Ok(Changed::Done(user)) => user,
                Ok(Changed::NoUser) => return Err(AuthError::UserNotFound),
                Ok(Changed::NoPermission) => return Err(AuthError::PermissionNotFound),
                Ok(Changed::LastAdmin) => return Err(AuthError::LastAdmin),
                Err(StoreError::Conflict(_)) => {
                    let (email, username) = (changes.email.as_deref(), changes.username.flatten());
                    return Err(auth.which_is_taken(Some(id), email, username.as_deref()).await?);
                }
                // Deleted since it was looked up.
                Err(StoreError::Referenced(_)) if changes.role_id.flatten().is_some() => {
                    return Err(AuthError::RoleNotFound);
                }
                // A foreign key of the application's own, to what a client named.
                Err(StoreError::Referenced(reason)) => return Err(AuthError::unstorable(&reason)),
                Err(error) => return Err(error.into()),
            };
            auth.tell_of_changes(by, &before, &changes, own).await;
            if changes.email.is_some() {
                let hook = auth.hooks().on_after_email_changed(&user, before.email(), &context);
                auth.after("on_after_email_changed", hook).await;
            }
            auth.after_update(&user, &changes).await;
            Ok(user)
        })
        .await
    }

    /// Tells the hook that every change of a user ends with.
    pub(super) async fn after_update(&self, user: &U, changes: &Changes<U>) {
        let context = self.context();
        let hook = self.hooks().on_after_user_update(user, changes, &context);
        self.after("on_after_user_update", hook).await;
    }
}

/// Changes as they can be stored: the address in its one spelling, and only if it is another.
pub(super) fn acceptable<U: AuthUser>(user: &U, mut changes: Changes<U>) -> Result<Changes<U>, AuthError> {
    if let Some(Some(username)) = &changes.username {
        check_username(username)?;
    }
    if let Some(email) = changes.email.take() {
        let email = canonical_email(&email)?;
        if user.email() != email {
            changes.email = Some(email);
            // Nobody has shown yet that the new address is theirs.
            changes.is_verified = changes.is_verified.or(Some(false));
        }
    }
    Ok(changes)
}

/// Whether whoever came in before may no longer be who should be in.
fn ends_sessions<U: AuthUser>(changes: &Changes<U>) -> bool {
    changes.hashed_password.is_some() || changes.email.is_some() || changes.is_active == Some(false)
}
