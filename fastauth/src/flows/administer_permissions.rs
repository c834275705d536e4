//! What administrators do to permissions.

use super::codenames::{acceptable, find, insert, is_declared, renamed, renaming, update};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::vocabulary::ROUTE_PERMISSIONS;
use crate::model::{AuthUser, CodenameChanges, CodenameSchema, Codenamed};

impl<U: AuthUser> FastAuth<U> {
    /// A permission, by the id or the codename that a client wrote.
    ///
    /// # Errors
    /// [`AuthError::PermissionNotFound`]; [`AuthError::Unavailable`].
    pub async fn get_permission(&self, id_or_codename: &str) -> Result<U::Permission, AuthError> {
        find(self.permissions(), id_or_codename).await?.ok_or(AuthError::PermissionNotFound)
    }

    /// Makes a permission.
    ///
    /// # Errors
    /// [`AuthError::Validation`] where the codename is none; [`AuthError::CodenameTaken`];
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn create_permission(
        &self,
        create: <U::Permission as Codenamed>::Create,
    ) -> Result<U::Permission, AuthError> {
        acceptable::<U::Permission>(create.codename())?;
        let new = U::Permission::new(create);
        self.commit(move |auth| async move {
            let permission = insert(auth.permissions(), new).await?;
            auth.tell(Report::of(SecurityEventKind::PermissionCreated).detail(permission.codename())).await;
            let context = auth.context();
            let hook = auth.hooks().on_after_permission_created(&permission, &context);
            auth.after("on_after_permission_created", hook).await;
            Ok(permission)
        })
        .await
    }

    /// Changes a permission in somebody's name.
    ///
    /// # Errors
    /// As [`create_permission`](Self::create_permission); [`AuthError::Declared`] where the program names it.
    #[tracing::instrument(skip_all)]
    pub async fn update_permission(
        &self,
        by: &U,
        permission: U::Permission,
        mut changes: CodenameChanges<U::Permission>,
    ) -> Result<U::Permission, AuthError> {
        renamed(&permission, &mut changes)?;
        if changes.codename.is_some() {
            self.rights_of(by).await?.must_be_admin()?;
            self.must_be_the_databases(&permission)?;
        }
        let (by, before) = (by.id(), permission.codename().to_owned());
        self.commit(move |auth| async move {
            let updated = update(auth.permissions(), permission.id(), changes.clone()).await?;
            let permission = updated.ok_or(AuthError::PermissionNotFound)?;
            auth.tell(
                Report::of(SecurityEventKind::PermissionUpdated)
                    .by(by)
                    .detail(renaming(&before, permission.codename())),
            )
            .await;
            let context = auth.context();
            let hook = auth.hooks().on_after_permission_updated(&permission, &changes, &context);
            auth.after("on_after_permission_updated", hook).await;
            Ok(permission)
        })
        .await
    }

    /// Removes a permission, from everybody who holds it, too, in the name of somebody who does.
    ///
    /// # Errors
    /// [`AuthError::Escalation`]; [`AuthError::Declared`] where the program names it; [`AuthError::Refused`]
    /// where `on_before_permission_delete` refuses; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn delete_permission(&self, by: &U, permission: U::Permission) -> Result<(), AuthError> {
        self.rights_of(by).await?.may_give([&permission.codename().to_owned()])?;
        self.must_be_the_databases(&permission)?;
        let context = self.context();
        let hook = self.hooks().on_before_permission_delete(&permission, &context);
        hook.await.map_err(AuthError::Refused)?;
        let by = by.id();
        self.commit(move |auth| async move {
            if !auth.permissions().delete(permission.id()).await? {
                return Err(AuthError::PermissionNotFound);
            }
            auth.tell(Report::of(SecurityEventKind::PermissionDeleted).by(by).detail(permission.codename()))
                .await;
            let hook = auth.hooks().on_after_permission_deleted(&permission, &context);
            auth.after("on_after_permission_deleted", hook).await;
            Ok(())
        })
        .await
    }

    /// What the program's own vocabulary names stays as it is.
    fn must_be_the_databases(&self, permission: &U::Permission) -> Result<(), AuthError> {
        if is_declared::<U::Permission>(permission.codename(), ROUTE_PERMISSIONS) {
            return Err(AuthError::Declared);
        }
        Ok(())
    }
}
