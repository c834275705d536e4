//! What administrators do to roles and permissions.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::vocabulary::{ROUTE_PERMISSIONS, default_roles, is_codename};
use crate::model::{AuthUser, Codenamed};
use crate::store::codenames::CodenameStore;
use crate::store::{Granted, Holder, Key, StoreError};

/// What an administrator changes of a role; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RolePatch {
    /// The codename.
    pub codename: Option<String>,
    /// The codenames of its permissions: these, and no others.
    pub permissions: Option<Vec<String>>,
}

impl<U: AuthUser> FastAuth<U> {
    /// A role, by the id or the codename that a client wrote.
    ///
    /// # Errors
    /// [`AuthError::RoleNotFound`]; [`AuthError::Unavailable`].
    pub async fn get_role(&self, id_or_codename: &str) -> Result<U::Role, AuthError> {
        find(self.roles(), id_or_codename).await?.ok_or(AuthError::RoleNotFound)
    }

    /// A permission, by the id or the codename that a client wrote.
    ///
    /// # Errors
    /// [`AuthError::PermissionNotFound`]; [`AuthError::Unavailable`].
    pub async fn get_permission(&self, id_or_codename: &str) -> Result<U::Permission, AuthError> {
        find(self.permissions(), id_or_codename).await?.ok_or(AuthError::PermissionNotFound)
    }

    /// The permissions of each of these roles, by codename and in order: one statement, however many.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn permissions_of(&self, roles: &[U::Role]) -> Result<Vec<Vec<String>>, AuthError> {
        let codenames: Vec<String> = roles.iter().map(|role| role.codename().to_owned()).collect();
        let mut pairs = self.store().permissions_of_roles(codenames).await?;
        pairs.sort();
        let of = |role: &U::Role| {
            let own = pairs.iter().filter(|(codename, _)| codename == role.codename());
            own.map(|(_, permission)| permission.clone()).collect()
        };
        Ok(roles.iter().map(of).collect())
    }

    /// Makes a role in somebody's name, who can give it only what they hold.
    ///
    /// # Errors
    /// [`AuthError::Validation`] where the codename or a permission is none; [`AuthError::CodenameTaken`];
    /// [`AuthError::Escalation`]; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn create_role(
        &self,
        by: &U,
        codename: &str,
        permissions: Vec<String>,
    ) -> Result<U::Role, AuthError> {
        let codename = acceptable::<U::Role>(codename)?;
        self.rights_of(by).await?.may_give(&permissions)?;
        self.must_be_permissions(&permissions).await?;
        let new = U::Role::with_codename(codename).ok_or(AuthError::NotFound)?;
        self.commit(move |auth| async move {
            let role = inserted(auth.roles().insert(new).await)?;
            if !permissions.is_empty() {
                set(&auth, role.codename(), permissions).await?;
            }
            tracing::info!(role = role.codename(), "made a role");
            let context = auth.context();
            auth.after("on_after_role_created", auth.hooks().on_after_role_created(&role, &context)).await;
            Ok(role)
        })
        .await
    }

    /// Changes a role in somebody's name.
    ///
    /// # Errors
    /// As [`create_role`](Self::create_role); [`AuthError::Declared`] where the program names the role, and it
    /// would be called otherwise.
    #[tracing::instrument(skip_all)]
    pub async fn update_role(&self, by: &U, role: U::Role, patch: RolePatch) -> Result<U::Role, AuthError> {
        let RolePatch { codename, permissions } = patch;
        let renamed = codename.filter(|codename| codename != role.codename());
        let renamed = renamed.as_deref().map(acceptable::<U::Role>).transpose()?;
        let rights = self.rights_of(by).await?;
        if renamed.is_some() {
            // Guards ask for a codename: who takes one over takes over what it opens.
            rights.must_be_admin()?;
            self.must_not_be_declared(&role)?;
        }
        if let Some(permissions) = &permissions {
            // Nobody takes from a role what they do not hold, either.
            rights.may_give(&self.permissions_of_role(role.codename()).await?)?;
            rights.may_give(permissions)?;
            self.must_be_permissions(permissions).await?;
        }
        self.commit(move |auth| async move {
            // First what another's codename can prevent.
            if let Some(codename) = renamed {
                renamed_to(auth.roles().rename(role.id(), codename).await, AuthError::RoleNotFound)?;
            }
            let role = auth.roles().find(role.id()).await?.ok_or(AuthError::RoleNotFound)?;
            if let Some(permissions) = permissions {
                set(&auth, role.codename(), permissions).await?;
            }
            tracing::info!(role = role.codename(), "changed a role");
            let context = auth.context();
            auth.after("on_after_role_updated", auth.hooks().on_after_role_updated(&role, &context)).await;
            Ok(role)
        })
        .await
    }

    /// Removes a role in somebody's name; its users get another, if one is named.
    ///
    /// # Errors
    /// [`AuthError::RoleInUse`] where users have it and no other is named; [`AuthError::Declared`];
    /// [`AuthError::Validation`] where the other is none; [`AuthError::Escalation`] where it may not be given;
    /// [`AuthError::Refused`] where `on_before_role_delete` refuses; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn delete_role(&self, by: &U, role: U::Role, reassign: Option<&str>) -> Result<(), AuthError> {
        self.must_not_be_declared(&role)?;
        let rights = self.rights_of(by).await?;
        rights.may_give(&self.permissions_of_role(role.codename()).await?)?;
        if let Some(other) = reassign {
            let is_another =
                other != role.codename() && self.roles().find_by_codename(other).await?.is_some();
            if !is_another {
                return Err(AuthError::field("reassign", "unknown", "there is no such role"));
            }
            self.may_give_role(&rights, other).await?;
        }
        let context = self.context();
        self.hooks().on_before_role_delete(&role, &context).await.map_err(AuthError::Refused)?;
        let reassign = reassign.map(str::to_owned);
        self.commit(move |auth| async move {
            let removed = match reassign {
                Some(other) => auth.store().replace_role(role.codename(), &other).await,
                None => auth.roles().delete(role.id()).await,
            };
            match removed {
                Ok(true) => {}
                Ok(false) => return Err(AuthError::RoleNotFound),
                Err(StoreError::Referenced(_)) => return Err(AuthError::RoleInUse),
                Err(error) => return Err(error.into()),
            }
            tracing::info!(role = role.codename(), "removed a role");
            auth.after("on_after_role_deleted", auth.hooks().on_after_role_deleted(&role, &context)).await;
            Ok(())
        })
        .await
    }

    /// Makes a permission.
    ///
    /// # Errors
    /// [`AuthError::Validation`] where the codename is none; [`AuthError::CodenameTaken`];
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn create_permission(&self, codename: &str) -> Result<U::Permission, AuthError> {
        let new = U::Permission::with_codename(acceptable::<U::Permission>(codename)?)
            .ok_or(AuthError::NotFound)?;
        self.commit(move |auth| async move {
            let permission = inserted(auth.permissions().insert(new).await)?;
            tracing::info!(permission = permission.codename(), "made a permission");
            let context = auth.context();
            let hook = auth.hooks().on_after_permission_created(&permission, &context);
            auth.after("on_after_permission_created", hook).await;
            Ok(permission)
        })
        .await
    }

    /// Calls a permission otherwise.
    ///
    /// # Errors
    /// As [`create_permission`](Self::create_permission); [`AuthError::Declared`] where the program names it.
    #[tracing::instrument(skip_all)]
    pub async fn rename_permission(
        &self,
        by: &U,
        permission: U::Permission,
        codename: &str,
    ) -> Result<U::Permission, AuthError> {
        if codename == permission.codename() {
            return Ok(permission);
        }
        let codename = acceptable::<U::Permission>(codename)?;
        self.rights_of(by).await?.must_be_admin()?;
        if is_declared::<U::Permission>(permission.codename(), ROUTE_PERMISSIONS) {
            return Err(AuthError::Declared);
        }
        self.commit(move |auth| async move {
            let renamed = auth.permissions().rename(permission.id(), codename).await;
            renamed_to(renamed, AuthError::PermissionNotFound)?;
            let found = auth.permissions().find(permission.id()).await?;
            let permission = found.ok_or(AuthError::PermissionNotFound)?;
            let context = auth.context();
            let hook = auth.hooks().on_after_permission_updated(&permission, &context);
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
        if is_declared::<U::Permission>(permission.codename(), ROUTE_PERMISSIONS) {
            return Err(AuthError::Declared);
        }
        let context = self.context();
        let hook = self.hooks().on_before_permission_delete(&permission, &context);
        hook.await.map_err(AuthError::Refused)?;
        self.commit(move |auth| async move {
            if !auth.permissions().delete(permission.id()).await? {
                return Err(AuthError::PermissionNotFound);
            }
            tracing::info!(permission = permission.codename(), "removed a permission");
            let hook = auth.hooks().on_after_permission_deleted(&permission, &context);
            auth.after("on_after_permission_deleted", hook).await;
            Ok(())
        })
        .await
    }
}

impl<U: AuthUser> FastAuth<U> {
    /// The configuration names a role, too.
    fn must_not_be_declared(&self, role: &U::Role) -> Result<(), AuthError> {
        let is_default = self.config().user_default_role.as_deref() == Some(role.codename());
        if is_default || is_declared::<U::Role>(role.codename(), &default_roles::<U::Role>()) {
            return Err(AuthError::Declared);
        }
        Ok(())
    }
}

async fn find<C: Codenamed>(store: &dyn CodenameStore<C>, text: &str) -> Result<Option<C>, AuthError> {
    // No codename that is made here can be taken for an id.
    match C::Id::parse(text) {
        Some(id) => Ok(store.find(id).await?),
        None if text.contains('\0') => Ok(None),
        None => Ok(store.find_by_codename(text).await?),
    }
}

async fn set<U: AuthUser>(auth: &FastAuth<U>, role: &str, permissions: Vec<String>) -> Result<(), AuthError> {
    match auth.store().set_permissions(Holder::Role(role.to_owned()), permissions).await? {
        Granted::Changed(_) => Ok(()),
        Granted::NoHolder => Err(AuthError::RoleNotFound),
        Granted::NoPermission => Err(AuthError::PermissionNotFound),
    }
}

fn acceptable<C: Codenamed>(codename: &str) -> Result<String, AuthError> {
    let refused = |message| Err(AuthError::field("codename", "invalid", message));
    if !is_codename(codename) {
        return refused("has 1 to 64 letters, digits, `_`, `.` and `-`, in parts that `:` joins");
    }
    if C::Id::parse(codename).is_some() {
        return refused("reads as an id");
    }
    Ok(codename.to_owned())
}

fn is_declared<C: Codenamed>(codename: &str, built_in: &[&str]) -> bool {
    C::KNOWN.contains(&codename) || built_in.contains(&codename)
}

fn inserted<C>(inserted: Result<C, StoreError>) -> Result<C, AuthError> {
    inserted.map_err(|error| match error {
        StoreError::Conflict(_) => AuthError::CodenameTaken,
        error => error.into(),
    })
}

fn renamed_to(renamed: Result<bool, StoreError>, none: AuthError) -> Result<(), AuthError> {
    match renamed {
        Ok(true) => Ok(()),
        Ok(false) => Err(none),
        Err(StoreError::Conflict(_)) => Err(AuthError::CodenameTaken),
        Err(error) => Err(error.into()),
    }
}
