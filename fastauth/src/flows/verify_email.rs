//! Somebody shows that an address is theirs.

use super::redeem_token::Returned;
use crate::auth::FastAuth;
use crate::credential::{TokenPurpose, canonical_email};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::{AuthUser, Changes};
use crate::store::Effect;
use crate::token::SessionId;

impl<U: AuthUser> FastAuth<U> {
    /// Makes a token that verifies an address, for `on_after_request_verify` to mail. Where there is nothing
    /// to verify (nobody has the address, or it was verified before, or the user is inactive), nothing
    /// happens, and nobody is told. Enough mails to the address, and this one is not sent either.
    ///
    /// # Errors
    /// [`AuthError::TooManyRequests`] where too many were asked for from where this request comes from;
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn request_verify(&self, email: &str) -> Result<(), AuthError> {
        self.limit_mail().await?;
        self.mail_verification(email).await
    }

    /// The same, and the answer waits for nothing that depends on whose address it is.
    pub(crate) async fn request_verify_quietly(&self, email: String) -> Result<(), AuthError> {
        self.limit_mail().await?;
        self.in_background(|auth| async move { auth.mail_verification(&email).await })
    }

    async fn mail_verification(&self, email: &str) -> Result<(), AuthError> {
        let Ok(email) = canonical_email(email) else { return Ok(()) };
        let found = self.store().find_user_by_email(&email).await?;
        let Some(user) = found.filter(|user| user.is_active() && !user.is_verified()) else {
            return Ok(());
        };
        if !self.may_mail_to(&email, "verify").await? {
            return Ok(());
        }
        let Some(token) = self.issue_one_time_token(&user, TokenPurpose::Verify, &email).await? else {
            return Ok(());
        };
        self.tell(Report::of(SecurityEventKind::VerificationRequested).about(user.id())).await;
        let hook = self.context();
        self.after("on_after_request_verify", self.hooks().on_after_request_verify(&user, &token, &hook))
            .await;
        Ok(())
    }

    /// Uses a token up that verifies an address, or makes another address the user's.
    ///
    /// Every session from before ends but the one that is named, and so do accounts at providers that were
    /// linked while nobody had shown whose the address is.
    ///
    /// # Errors
    /// [`AuthError::InvalidOneTimeToken`]; [`AuthError::EmailTaken`] where somebody else has the new address
    /// by now; [`AuthError::TooManyRequests`], [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn verify(&self, token: &str, kept_session: Option<SessionId>) -> Result<U, AuthError> {
        let returned = self.find_returned(token).await?;
        match returned.purpose {
            TokenPurpose::Verify if returned.email == returned.user.email() => {
                self.commit(move |auth| async move { auth.verified(returned, kept_session).await }).await
            }
            TokenPurpose::EmailChange => {
                self.commit(move |auth| async move { auth.email_changed(returned, kept_session).await }).await
            }
            TokenPurpose::Verify | TokenPurpose::Reset | TokenPurpose::Invite => {
                Err(self.refused_token().await)
            }
        }
    }

    async fn verified(self, returned: Returned<U>, kept: Option<SessionId>) -> Result<U, AuthError> {
        let user = self.redeem(&returned, Effect::Verify, kept).await?;
        let context = self.context();
        self.after("on_after_verify", self.hooks().on_after_verify(&user, &context)).await;
        let changes = Changes { is_verified: Some(true), ..Changes::default() };
        self.after_update(&user, &changes).await;
        Ok(user)
    }

    async fn email_changed(self, returned: Returned<U>, kept: Option<SessionId>) -> Result<U, AuthError> {
        let user = self.redeem(&returned, Effect::SetEmail(returned.email.clone()), kept).await?;
        let (old, context) = (returned.user.email(), self.context());
        self.after("on_after_email_changed", self.hooks().on_after_email_changed(&user, old, &context)).await;
        let email = Some(user.email().to_owned());
        self.after_update(&user, &Changes { email, is_verified: Some(true), ..Changes::default() }).await;
        Ok(user)
    }
}
