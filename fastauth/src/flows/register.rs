//! Somebody makes an account.

use crate::auth::FastAuth;
use crate::credential::{PasswordHash, canonical_email, check_username};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::{Account, AuthUser, Codenamed, UserSchema};
use crate::store::{Key, StoreError};

impl<U: AuthUser> FastAuth<U> {
    /// Makes an account: active, not verified, with the default role.
    ///
    /// Whether the address is free is decided by the database's unique index, so that of two at the
    /// same instant one wins.
    ///
    /// # Errors
    /// [`AuthError::Validation`] with everything that is wrong; [`AuthError::EmailTaken`],
    /// [`AuthError::UsernameTaken`], [`AuthError::ValueTaken`]; [`AuthError::Refused`] where
    /// `on_before_register` refuses; [`AuthError::Busy`], [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn register(&self, create: U::Create) -> Result<U, AuthError> {
        let user = self.new_account(create).await?;
        let email = user.email().to_owned();
        let kept = self.commit(move |auth| async move { auth.keep_account(user).await }).await;
        if let Err(AuthError::EmailTaken) = kept {
            let report = Report::refused(SecurityEventKind::RegistrationReused, "email_taken");
            self.tell_aside(report.identified_by(self.pseudonyms().login(&email))).await;
        }
        kept
    }

    /// The same, and whether the address has an account already is told to nobody but its owner, by
    /// `on_after_email_reused`. The account is there once the background is done with it.
    ///
    /// # Errors
    /// As [`register`](Self::register), but for [`AuthError::EmailTaken`]. What the database alone refuses (a username
    /// that somebody took at the same moment, a value of the model's own) is in the log, and no account is made.
    #[tracing::instrument(skip_all)]
    pub async fn register_quietly(&self, create: U::Create) -> Result<(), AuthError> {
        let user = self.new_account(create).await?;
        if let Some(username) = user.username()
            // Whoever sends the same twice learns nothing by it.
            && self.store().find_user_by_username(username).await?.is_some_and(|other| other.email() != user.email())
        {
            return Err(AuthError::UsernameTaken);
        }
        self.in_background(|auth| async move {
            let email = user.email().to_owned();
            match auth.keep_account(user).await {
                Err(AuthError::EmailTaken) => auth.registered_again(&email).await,
                kept => kept.map(drop),
            }
        })
    }

    pub(super) async fn registered_again(&self, email: &str) -> Result<(), AuthError> {
        let Some(user) = self.store().find_user_by_email(email).await? else { return Ok(()) };
        let report = Report::refused(SecurityEventKind::RegistrationReused, "email_taken").about(user.id());
        self.tell(report.identified_by(self.pseudonyms().login(email))).await;
        if !self.may_mail_to(user.email(), "email_reused").await? {
            return Ok(());
        }
        let hook = self.context();
        self.after("on_after_email_reused", self.hooks().on_after_email_reused(&user, &hook)).await;
        Ok(())
    }

    /// Everything that comes before the account is stored: the same, whether the address is free or not.
    async fn new_account(&self, create: U::Create) -> Result<U, AuthError> {
        let (email, username) = self.validate(&create)?;
        self.limit_registration().await?;
        self.accept_password("password", create.password(), &email, username.as_deref()).await?;
        self.hooks().on_before_register(&create, &self.context()).await.map_err(AuthError::Refused)?;
        let role_id = self.default_role().await?;
        let hashed_password = self.hasher().hash(create.password().clone()).await?;
        let account = self.account(email, username, hashed_password, role_id);
        Ok(U::new(account, create))
    }

    async fn keep_account(&self, user: U) -> Result<U, AuthError> {
        let user = self.insert_user(user, Vec::new()).await?;
        self.tell(Report::of(SecurityEventKind::Registered).about(user.id())).await;
        let hook = self.context();
        self.after("on_after_register", self.hooks().on_after_register(&user, &hook)).await;
        Ok(user)
    }

    fn validate(&self, create: &U::Create) -> Result<(String, Option<String>), AuthError> {
        let mut errors = Vec::new();
        let email = canonical_email(create.email()).map_err(|error| errors.push(error.into())).ok();
        let username = create.username().map(str::to_owned);
        if let Some(Err(error)) = username.as_deref().map(check_username) {
            errors.push(error.into());
        }
        let known = email.as_deref().unwrap_or_else(|| create.email());
        errors.extend(self.refused_password("password", create.password(), known, create.username()));
        match email {
            Some(email) if errors.is_empty() => Ok((email, username)),
            _ => Err(AuthError::Validation(errors)),
        }
    }

    /// What every account begins with: active, and not verified.
    pub(super) fn account(
        &self,
        email: String,
        username: Option<String>,
        hashed_password: PasswordHash,
        role_id: Option<<U::Role as Codenamed>::Id>,
    ) -> Account<U> {
        Account {
            id: U::Id::for_new_row(),
            email,
            username,
            hashed_password,
            is_active: true,
            is_verified: false,
            role_id,
            created_at: self.clock().now(),
        }
    }

    pub(super) async fn default_role(&self) -> Result<Option<<U::Role as Codenamed>::Id>, AuthError> {
        self.role_called(self.config().user_default_role.as_deref()).await
    }

    /// A role that the configuration names, if the model has roles.
    pub(super) async fn role_called(
        &self,
        codename: Option<&str>,
    ) -> Result<Option<<U::Role as Codenamed>::Id>, AuthError> {
        let (Some(codename), Some(_)) = (codename, U::Role::TABLE) else { return Ok(None) };
        match self.roles().find_by_codename(codename).await? {
            Some(role) => Ok(Some(role.id())),
            None => Err(AuthError::Internal(format!(
                "the role `{codename}` is not in the database: `create_tables` makes those that are declared"
            ))),
        }
    }

    /// Stores a new user with permissions of its own.
    pub(super) async fn insert_user(&self, user: U, permissions: Vec<String>) -> Result<U, AuthError> {
        let (email, username) = (user.email().to_owned(), user.username().map(str::to_owned));
        match self.store().insert_user(user, permissions).await {
            Err(StoreError::Conflict(_)) => {
                Err(self.which_is_taken(None, Some(&email), username.as_deref()).await?)
            }
            // A foreign key of the application's own, to what a client named.
            Err(StoreError::Referenced(reason)) => Err(AuthError::unstorable(&reason)),
            inserted => Ok(inserted?),
        }
    }

    /// The index says that something is taken; its message differs with the database, so ask.
    pub(super) async fn which_is_taken(
        &self,
        wanted_by: Option<U::Id>,
        email: Option<&str>,
        username: Option<&str>,
    ) -> Result<AuthError, AuthError> {
        let is_another = |holder: Option<U>| holder.is_some_and(|holder| Some(holder.id()) != wanted_by);
        if let Some(email) = email
            && is_another(self.store().find_user_by_email(email).await?)
        {
            return Ok(AuthError::EmailTaken);
        }
        if let Some(username) = username
            && is_another(self.store().find_user_by_username(username).await?)
        {
            return Ok(AuthError::UsernameTaken);
        }
        Ok(AuthError::ValueTaken)
    }
}
