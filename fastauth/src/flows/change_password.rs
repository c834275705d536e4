//! Somebody who knows a password sets another.

use crate::auth::FastAuth;
use crate::credential::{Password, Verified};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::{AuthUser, Changes};
use crate::store::{Proven, Replaced};
use crate::token::SessionId;

impl<U: AuthUser> FastAuth<U> {
    /// Sets another password, for whoever knows the one in force; or the first, for whoever has just come in by a provider.
    /// Every other session ends, and every token that was mailed.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`]; [`AuthError::InvalidToken`] where the kept session has ended;
    /// [`AuthError::ReauthenticationRequired`] as [`confirm`](Self::confirm) says;
    /// [`AuthError::Validation`] where the new one is not acceptable;
    /// [`AuthError::TooManyRequests`], [`AuthError::Busy`], [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn change_password(
        &self,
        user: &U,
        current: Option<Password>,
        new: Password,
        kept_session: Option<SessionId>,
    ) -> Result<(), AuthError> {
        match kept_session {
            Some(session) => self.confirm(user, session, "current_password", current).await?,
            None => self.confirm_password(user, required("current_password", current)?).await?,
        }
        self.accept_password("new_password", &new, user.email(), user.username()).await?;
        let hash = self.hasher().hash(new).await?;
        let (id, proven) = (user.id(), Proven::of(user));
        self.commit(move |auth| async move {
            let now = auth.clock().now();
            match auth.store().replace_password(proven, hash.clone(), now, kept_session).await? {
                Replaced::Done => {}
                // Either became so while this one was hashed.
                Replaced::AnotherPassword => return Err(AuthError::WrongPassword),
                Replaced::SessionOver => return Err(AuthError::InvalidToken),
            }
            auth.tell(Report::of(SecurityEventKind::PasswordChanged).by(id).about(id)).await;
            let (user, context) = (auth.get_user(id).await?, auth.context());
            let hook = auth.hooks().on_after_change_password(&user, &context);
            auth.after("on_after_change_password", hook).await;
            auth.after_update(&user, &Changes { hashed_password: Some(hash), ..Changes::default() }).await;
            Ok(())
        })
        .await
    }

    /// Whether it is the user who wants something that nobody may do with a found token alone: by the password, which is in
    /// this field; or, of a user who has none, by a login that is fresh.
    ///
    /// # Errors
    /// [`AuthError::Validation`] where there is no password, and the user has one;
    /// [`AuthError::ReauthenticationRequired`] where the user has none, and the login is not fresh; and those of
    /// [`confirm_password`](Self::confirm_password).
    pub async fn confirm(
        &self,
        user: &U,
        session: SessionId,
        field: &str,
        password: Option<Password>,
    ) -> Result<(), AuthError> {
        if user.hashed_password().is_usable() {
            return self.confirm_password(user, required(field, password)?).await;
        }
        self.require_fresh_login(session).await
    }

    /// Whether this is the user's password: what an action asks that nobody may do with a found token alone.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`]; [`AuthError::TooManyRequests`], [`AuthError::Busy`], [`AuthError::Unavailable`].
    pub async fn confirm_password(&self, user: &U, password: Password) -> Result<(), AuthError> {
        let counted = self.limit_confirmation(user).await?;
        match self.hasher().verify(password, Some(user.hashed_password().clone())).await? {
            Verified::Yes | Verified::YesButWeak => {
                self.forget_attempts(counted).await;
                Ok(())
            }
            Verified::No => {
                let report = Report::refused(SecurityEventKind::ConfirmationFailed, "wrong_password");
                self.tell_aside(report.by(user.id()).about(user.id())).await;
                Err(AuthError::WrongPassword)
            }
        }
    }
}

fn required(field: &str, password: Option<Password>) -> Result<Password, AuthError> {
    password.ok_or_else(|| AuthError::field(field, "missing", "is required"))
}
