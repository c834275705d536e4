//! Somebody forgot a password, or was invited to set the first.

use crate::auth::FastAuth;
use crate::credential::{Password, TokenPurpose, canonical_email};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::{AuthUser, Changes};
use crate::store::Effect;

impl<U: AuthUser> FastAuth<U> {
    /// Makes a token that sets another password, for `on_after_forgot_password` to mail to the address that is
    /// stored. Where nobody has the address, or the user is inactive, nothing happens, and nobody is told.
    ///
    /// Enough mails to the address, and this one is not sent either.
    ///
    /// # Errors
    /// [`AuthError::TooManyRequests`] where too many were asked for from where this request comes from;
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn forgot_password(&self, email: &str) -> Result<(), AuthError> {
        self.limit_mail().await?;
        self.mail_reset(email).await
    }

    /// The same, and the answer waits for nothing that depends on whose address it is.
    pub(crate) async fn forgot_password_quietly(&self, email: String) -> Result<(), AuthError> {
        self.limit_mail().await?;
        self.in_background(|auth| async move { auth.mail_reset(&email).await })
    }

    async fn mail_reset(&self, email: &str) -> Result<(), AuthError> {
        let Ok(email) = canonical_email(email) else { return Ok(()) };
        match self.store().find_user_by_email(&email).await?.filter(AuthUser::is_active) {
            Some(user) if self.may_mail_to(&email, "reset").await? => self.send_reset(&user).await,
            Some(_) => Ok(()),
            None => {
                let report = Report::refused(SecurityEventKind::ResetRequested, "no_such_user");
                self.tell_aside(report.identified_by(self.pseudonyms().login(&email))).await;
                Ok(())
            }
        }
    }

    /// The same for a user in hand: what an administrator does, who sets no passwords.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn send_reset(&self, user: &U) -> Result<(), AuthError> {
        self.send_reset_by(None, user.id()).await
    }

    pub(super) async fn send_reset_by(&self, by: Option<U::Id>, id: U::Id) -> Result<(), AuthError> {
        self.commit(move |auth| async move {
            let user = auth.get_user(id).await?;
            let issued = auth.issue_one_time_token(&user, TokenPurpose::Reset, user.email()).await?;
            if let Some(token) = issued {
                auth.tell(Report::of(SecurityEventKind::ResetRequested).by_whom(by).about(id)).await;
                let context = auth.context();
                let hook = auth.hooks().on_after_forgot_password(&user, &token, &context);
                auth.after("on_after_forgot_password", hook).await;
            }
            Ok(())
        })
        .await
    }

    /// Uses a token up that sets a password, and proves the address that it was mailed to. Every session ends,
    /// and nobody is logged in by it.
    ///
    /// # Errors
    /// [`AuthError::InvalidOneTimeToken`]; [`AuthError::Validation`] where the password is not acceptable, and
    /// the token stays good then; [`AuthError::TooManyRequests`], [`AuthError::Busy`], [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn reset_password(&self, token: &str, password: Password) -> Result<U, AuthError> {
        let returned = self.find_returned(token).await?;
        let mailed_here = returned.email == returned.user.email();
        let sets_password = matches!(returned.purpose, TokenPurpose::Reset | TokenPurpose::Invite);
        if !(mailed_here && sets_password) {
            return Err(self.refused_token().await);
        }
        let user = &returned.user;
        self.accept_password("password", &password, user.email(), user.username()).await?;
        let hash = self.hasher().hash(password).await?;
        self.commit(move |auth| async move {
            let user = auth.redeem(&returned, Effect::SetPassword(hash.clone()), None).await?;
            auth.forget_attempts_of(&user).await;
            let context = auth.context();
            auth.after("on_after_reset_password", auth.hooks().on_after_reset_password(&user, &context))
                .await;
            let (hashed_password, is_verified) = (Some(hash), Some(true));
            auth.after_update(&user, &Changes { hashed_password, is_verified, ..Changes::default() }).await;
            Ok(user)
        })
        .await
    }
}
