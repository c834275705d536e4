//! What administrators do to users.

use super::rights::Rights;
use super::update_user::acceptable;
use crate::auth::FastAuth;
use crate::credential::{PasswordHash, TokenPurpose, canonical_email, check_username};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::{Account, AuthUser, Changes, Codenamed, Grants, UserSchema};
use crate::store::UserFilter;

/// What an administrator changes of a user; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    /// The address: the administrator's word that it is the user's goes with `is_verified`.
    pub email: Option<String>,
    /// The username; `Some(None)` takes it away.
    pub username: Option<Option<String>>,
    /// Whether the user may come in.
    pub is_active: Option<bool>,
    /// Whether the address was shown to be the user's.
    pub is_verified: Option<bool>,
    /// The role's codename; `Some(None)` takes it away.
    pub role: Option<Option<String>>,
    /// The codenames of the permissions of the user's own: these, and no others.
    pub permissions: Option<Vec<String>>,
}

/// A user whom an administrator makes. There is no password: the user sets one.
#[derive(Debug)]
pub struct Invitation<U: AuthUser> {
    /// The address, the username and the model's own fields; its password is not used.
    pub create: U::Create,
    /// The role's codename; the default role where it is `None`.
    pub role: Option<String>,
    /// The codenames of the permissions of the user's own.
    pub permissions: Vec<String>,
    /// Whether the address is known to be the user's.
    pub is_verified: bool,
}

impl<U: AuthUser> FastAuth<U> {
    /// Up to `limit` users that a filter lets through, behind the one with this key, with what each holds.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn list_users(
        &self,
        mut filter: UserFilter,
        after: Option<U::Id>,
        limit: i64,
    ) -> Result<Vec<(U, Grants)>, AuthError> {
        if let Some(email) = filter.email.take() {
            match canonical_email(&email) {
                Ok(email) => filter.email = Some(email),
                Err(_) => return Ok(Vec::new()),
            }
        }
        Ok(self.store().list_users(filter, after, limit).await?)
    }

    /// Changes a user in somebody's name, who can give only what they hold, and change only those who hold no
    /// more (`patch_user` of fastapi-fastauth).
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`]; [`AuthError::Escalation`]; [`AuthError::LastAdmin`];
    /// [`AuthError::Validation`], also where the role or a permission is none; [`AuthError::EmailTaken`],
    /// [`AuthError::UsernameTaken`], [`AuthError::ValueTaken`]; [`AuthError::Refused`];
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn patch_user(&self, by: &U, id: U::Id, patch: UserPatch) -> Result<U, AuthError> {
        let user = self.get_user(id).await?;
        let rights = self.rights_of(by).await?;
        let held = self.store().grants_of(id).await?;
        self.may_change(&rights, &Rights::of::<U::Role>(held.clone())).await?;
        let role_id = match patch.role {
            None => None,
            Some(None) => Some(None),
            Some(Some(codename)) => Some(Some(self.role_to_give(&rights, &codename).await?)),
        };
        if let Some(permissions) = &patch.permissions {
            rights
                .may_give(permissions.iter().filter(|permission| !held.permissions.contains(permission)))?;
            self.must_be_permissions(permissions).await?;
        }
        let UserPatch { email, username, is_active, is_verified, permissions, .. } = patch;
        let changes = Changes { email, username, is_active, is_verified, role_id, ..Changes::default() };
        let changes = acceptable(&user, changes)?;
        self.change_user(Some(by.id()), user, changes, permissions).await
    }

    /// Makes a user without a password, and a token that sets the first, for `on_after_invite` to mail.
    ///
    /// # Errors
    /// As [`patch_user`](Self::patch_user).
    #[tracing::instrument(skip_all)]
    pub async fn invite_user(&self, by: &U, invitation: Invitation<U>) -> Result<U, AuthError> {
        let Invitation { create, role, permissions, is_verified } = invitation;
        let email = canonical_email(create.email())?;
        let username = create.username().map(str::to_owned);
        if let Some(username) = &username {
            check_username(username)?;
        }
        let rights = self.rights_of(by).await?;
        rights.may_give(&permissions)?;
        self.must_be_permissions(&permissions).await?;
        let default = self.default_role().await?.and(self.config().user_default_role.as_deref());
        let role_id = match role.as_deref().or(default) {
            Some(codename) => Some(self.role_to_give(&rights, codename).await?),
            None => None,
        };
        self.hooks().on_before_register(&create, &self.context()).await.map_err(AuthError::Refused)?;
        let account =
            Account { is_verified, ..self.account(email, username, PasswordHash::unusable(), role_id) };
        let user = U::new(account, create);
        let by = by.id();
        self.commit(move |auth| async move { auth.invited(by, user, role, permissions).await }).await
    }

    async fn invited(
        self,
        by: U::Id,
        user: U,
        role: Option<String>,
        permissions: Vec<String>,
    ) -> Result<U, AuthError> {
        let user = self.insert_user(user, permissions.clone()).await?;
        let told = |kind| Report::of(kind).by(by).about(user.id());
        self.tell(told(SecurityEventKind::UserInvited)).await;
        if let Some(role) = role {
            self.tell(told(SecurityEventKind::RoleAssigned).detail(role)).await;
        }
        if !permissions.is_empty() {
            self.tell(told(SecurityEventKind::PermissionsSet).detail(permissions.join(","))).await;
        }
        let context = self.context();
        self.after("on_after_register", self.hooks().on_after_register(&user, &context)).await;
        if let Some(token) = self.issue_one_time_token(&user, TokenPurpose::Invite, user.email()).await? {
            self.after("on_after_invite", self.hooks().on_after_invite(&user, &token, &context)).await;
        }
        Ok(user)
    }

    /// Removes a user in somebody's name, as [`patch_user`](Self::patch_user) changes one.
    ///
    /// # Errors
    /// [`AuthError::Escalation`], and those of [`delete_user`](Self::delete_user).
    #[tracing::instrument(skip_all)]
    pub async fn remove_user(&self, by: &U, id: U::Id) -> Result<(), AuthError> {
        self.delete(Some(by.id()), self.user_to_change(by, id).await?).await
    }

    /// Ends every session of a user's in somebody's name, as [`patch_user`](Self::patch_user) changes one.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`]; [`AuthError::Escalation`]; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn end_all_sessions_by(&self, by: &U, id: U::Id) -> Result<(), AuthError> {
        let user = self.user_to_change(by, id).await?;
        self.end_sessions_but(Some(by.id()), user.id(), None).await
    }

    /// Mails a token that sets another password, in somebody's name: administrators set none themselves.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`]; [`AuthError::Escalation`]; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn send_reset_to(&self, by: &U, id: U::Id) -> Result<(), AuthError> {
        self.send_reset_by(Some(by.id()), self.user_to_change(by, id).await?.id()).await
    }

    /// The user with this key, whom somebody may change.
    async fn user_to_change(&self, by: &U, id: U::Id) -> Result<U, AuthError> {
        let user = self.get_user(id).await?;
        let (rights, theirs) = (self.rights_of(by).await?, self.rights_of(&user).await?);
        self.may_change(&rights, &theirs).await?;
        Ok(user)
    }

    /// The role of this codename, which somebody with these rights may give.
    async fn role_to_give(
        &self,
        rights: &Rights,
        codename: &str,
    ) -> Result<<U::Role as Codenamed>::Id, AuthError> {
        let role = self.roles().find_by_codename(codename).await?;
        let role = role.ok_or_else(|| AuthError::field("role", "unknown", "there is no such role"))?;
        self.may_give_role(rights, codename).await?;
        Ok(role.id())
    }
}
