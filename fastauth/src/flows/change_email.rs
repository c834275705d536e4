//! Somebody wants another address.

use crate::auth::FastAuth;
use crate::credential::{TokenPurpose, canonical_email};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::{AuthUser, Changes};
use crate::token::SessionId;

impl<U: AuthUser> FastAuth<U> {
    /// Makes a token that makes another address the user's, for `on_after_request_email_change` to mail there.
    /// Until it comes back, the old address stays.
    ///
    /// # Errors
    /// [`AuthError::Validation`] where it is no address; [`AuthError::EmailTaken`];
    /// [`AuthError::Refused`] where `on_before_user_update` refuses; [`AuthError::TooManyRequests`];
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn request_email_change(&self, user: &U, new_email: &str) -> Result<(), AuthError> {
        match self.acceptable_email_change(user, new_email).await? {
            Some(new_email) => self.send_email_change(user, new_email).await,
            None => Ok(()),
        }
    }

    /// Everything that may refuse; the address in its one spelling, if it is another and may be mailed to.
    pub(crate) async fn acceptable_email_change(
        &self,
        user: &U,
        new_email: &str,
    ) -> Result<Option<String>, AuthError> {
        let new_email = canonical_email(new_email)?;
        if new_email == user.email() {
            return Ok(None);
        }
        self.limit_mail().await?;
        if self.store().find_user_by_email(&new_email).await?.is_some() {
            if self.config().registration_reveals_accounts {
                return Err(AuthError::EmailTaken);
            }
            self.in_background(|auth| async move { auth.registered_again(&new_email).await })?;
            return Ok(None);
        }
        let changes = Changes { email: Some(new_email.clone()), ..Changes::default() };
        let hook = self.hooks().on_before_user_update(user, &changes, &self.context()).await;
        hook.map_err(AuthError::Refused)?;
        Ok(self.may_mail_to(&new_email, "email_change").await?.then_some(new_email))
    }

    /// The token, and the hook that mails it.
    pub(crate) async fn send_email_change(&self, user: &U, new_email: String) -> Result<(), AuthError> {
        let id = user.id();
        self.commit(move |auth| async move {
            let (user, context) = (auth.get_user(id).await?, auth.context());
            let issued = auth.issue_one_time_token(&user, TokenPurpose::EmailChange, &new_email).await?;
            if let Some(token) = issued {
                auth.tell(Report::of(SecurityEventKind::EmailChangeRequested).by(id).about(id)).await;
                let hook = auth.hooks().on_after_request_email_change(&user, &new_email, &token, &context);
                auth.after("on_after_request_email_change", hook).await;
            }
            Ok(())
        })
        .await
    }

    /// Whether the user of a session showed who they are within
    /// [`reauthentication_max_age`](crate::FastAuthConfig::reauthentication_max_age): for what a session that was left
    /// open somewhere is not enough for. A refresh does not make it younger, and neither
    /// [`create_access_token`](Self::create_access_token) nor [`create_refresh_token`](Self::create_refresh_token) is
    /// a login.
    ///
    /// # Errors
    /// [`AuthError::ReauthenticationRequired`]; [`AuthError::Unavailable`].
    pub async fn require_fresh_login(&self, session: SessionId) -> Result<(), AuthError> {
        let since = self.clock().now() - self.config().reauthentication_max_age;
        if self.store().session_authenticated_after(session, since).await? {
            Ok(())
        } else {
            Err(AuthError::ReauthenticationRequired)
        }
    }
}
