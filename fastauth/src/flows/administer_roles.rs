//! What administrators do to roles.

use super::codenames::{acceptable, find, insert, is_declared, renamed, renaming, update};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::vocabulary::default_roles;
use crate::model::{AuthUser, CodenameSchema, Codenamed, RolePatch};
use crate::store::{Granted, Holder, StoreError};

impl<U: AuthUser> FastAuth<U> {
    /// A role, by the id or the codename that a client wrote.
    ///
    /// # Errors
    /// [`AuthError::RoleNotFound`]; [`AuthError::Unavailable`].
    pub async fn get_role(&self, id_or_codename: &str) -> Result<U::Role, AuthError> {
        find(self.roles(), id_or_codename).await?.ok_or(AuthError::RoleNotFound)
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
        create: <U::Role as Codenamed>::Create,
        permissions: Vec<String>,
    ) -> Result<U::Role, AuthError> {
        acceptable::<U::Role>(create.codename())?;
        self.rights_of(by).await?.may_give(&permissions)?;
        self.must_be_permissions(&permissions).await?;
        let (by, new) = (by.id(), U::Role::new(create));
        self.commit(move |auth| async move {
            let role = insert(auth.roles(), new).await?;
            let told = Report::of(SecurityEventKind::RoleCreated).by(by);
            let given = Some(permissions.clone()).filter(|permissions| !permissions.is_empty());
            set_and_tell(&auth, told, role.codename(), role.codename(), given).await?;
            let context = auth.context();
            let hook = auth.hooks().on_after_role_created(&role, &permissions, &context);
            auth.after("on_after_role_created", hook).await;
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
    pub async fn update_role(
        &self,
        by: &U,
        role: U::Role,
        mut patch: RolePatch<U::Role>,
    ) -> Result<U::Role, AuthError> {
        renamed(&role, &mut patch.changes)?;
        let rights = self.rights_of(by).await?;
        if patch.changes.codename.is_some() {
            // Guards ask for a codename: who takes one over takes over what it opens.
            rights.must_be_admin()?;
            self.must_not_be_declared(&role)?;
        }
        if let Some(permissions) = &patch.permissions {
            // Nobody takes from a role what they do not hold, either.
            rights.may_give(&self.permissions_of_role(role.codename()).await?)?;
            rights.may_give(permissions)?;
            self.must_be_permissions(permissions).await?;
        }
        let (by, before) = (by.id(), role.codename().to_owned());
        self.commit(move |auth| async move {
            // First what another's codename can prevent.
            let updated = update(auth.roles(), role.id(), patch.changes.clone()).await?;
            let role = updated.ok_or(AuthError::RoleNotFound)?;
            let told = Report::of(SecurityEventKind::RoleUpdated).by(by);
            let name = renaming(&before, role.codename());
            set_and_tell(&auth, told, &name, role.codename(), patch.permissions.clone()).await?;
            let context = auth.context();
            let hook = auth.hooks().on_after_role_updated(&role, &patch, &context);
            auth.after("on_after_role_updated", hook).await;
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
        let (by, reassign) = (by.id(), reassign.map(str::to_owned));
        let detail = renaming(role.codename(), reassign.as_deref().unwrap_or(role.codename()));
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
            auth.tell(Report::of(SecurityEventKind::RoleDeleted).by(by).detail(detail)).await;
            auth.after("on_after_role_deleted", auth.hooks().on_after_role_deleted(&role, &context)).await;
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

/// Gives a role its permissions, if any are said, and tells of it by this name. The role itself is stored by now, and told
/// of, whatever becomes of them.
async fn set_and_tell<U: AuthUser>(
    auth: &FastAuth<U>,
    told: Report,
    name: &str,
    role: &str,
    permissions: Option<Vec<String>>,
) -> Result<(), AuthError> {
    let Some(permissions) = permissions else {
        auth.tell(told.detail(name)).await;
        return Ok(());
    };
    let detail = format!("{name} ={}", permissions.join(","));
    let set = set(auth, role, permissions).await;
    auth.tell(told.detail(if set.is_ok() { &detail } else { name })).await;
    set
}

async fn set<U: AuthUser>(auth: &FastAuth<U>, role: &str, permissions: Vec<String>) -> Result<(), AuthError> {
    match auth.store().set_permissions(Holder::Role(role.to_owned()), permissions).await? {
        Granted::Changed(_) => Ok(()),
        Granted::NoHolder => Err(AuthError::RoleNotFound),
        Granted::NoPermission => Err(AuthError::PermissionNotFound),
    }
}
