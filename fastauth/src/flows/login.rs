//! Somebody comes in with a password.

use crate::auth::FastAuth;
use crate::credential::{LoginName, Password, PasswordHash, Verified};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::token::TokenPair;

impl<U: AuthUser> FastAuth<U> {
    /// Makes a session for whoever knows the password. `login` is an e-mail address, or a username
    /// where the model lets users log in by it.
    ///
    /// One password is verified on every path, whether there is an account or not, and every refusal
    /// is the same. So it is with how often: [`limits`](crate::FastAuthConfig::limits) are asked before the look-up and
    /// the hash, and the attempt is counted there.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`]; [`AuthError::NotVerified`] where the configuration asks for
    /// it and the password was right; [`AuthError::Refused`] where it was, and `on_before_login` refuses;
    /// [`AuthError::TooManyRequests`], [`AuthError::Busy`], [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn password_login(&self, login: &str, password: Password) -> Result<TokenPair, AuthError> {
        let counted = self.limit_login(login).await?;
        let found = self.find_by_login(login).await?;
        let stored = found.as_ref().map(|user| user.hashed_password().clone());
        let verified = self.hasher().verify(password.clone(), stored).await?;
        let user = match (found, verified) {
            (Some(user), Verified::Yes | Verified::YesButWeak) if user.is_active() => user,
            (None, _) => {
                return Err(self.refused(login, None, "no_such_user", AuthError::InvalidCredentials).await);
            }
            (Some(user), verified) => {
                let reason = if verified == Verified::No { "wrong_password" } else { "inactive" };
                return Err(self
                    .refused(login, Some(user.id()), reason, AuthError::InvalidCredentials)
                    .await);
            }
        };
        if let Err(refusal) = self.hooks().on_before_login(&user, &self.context()).await {
            return Err(self.refused(login, Some(user.id()), "hook", AuthError::Refused(refusal)).await);
        }
        let hash = match verified {
            Verified::YesButWeak => self.upgrade_hash(&user, password).await,
            _ => user.hashed_password().clone(),
        };
        let login = login.to_owned();
        self.commit(move |auth| async move {
            let report = Report::of(SecurityEventKind::LoginSucceeded).by(user.id());
            let report = report.identified_by(auth.pseudonyms().login(&login));
            let tokens = match auth.open_session(&user, hash, report, None).await {
                Err(error @ (AuthError::InvalidCredentials | AuthError::NotVerified)) => {
                    return Err(auth
                        .refused(&login, Some(user.id()), auth.why_no_session(&user), error)
                        .await);
                }
                opened => opened?,
            };
            auth.forget_attempts(counted).await;
            let context = auth.context();
            auth.after("on_after_login", auth.hooks().on_after_login(&user, &tokens, &context)).await;
            Ok(tokens)
        })
        .await
    }

    /// Tells why a login fails, which its client is not told: in one way, whether there is an account or not.
    async fn refused(
        &self,
        login: &str,
        user: Option<U::Id>,
        reason: &'static str,
        error: AuthError,
    ) -> AuthError {
        let mut report = Report::refused(SecurityEventKind::LoginFailed, reason);
        report = report.identified_by(self.pseudonyms().login(login));
        if let Some(user) = user {
            report = report.about(user);
        }
        self.tell_aside(report).await;
        error
    }

    async fn find_by_login(&self, login: &str) -> Result<Option<U>, AuthError> {
        match LoginName::read(login, U::LOGIN_BY_USERNAME) {
            Some(LoginName::Email(email)) => Ok(self.store().find_user_by_email(&email).await?),
            Some(LoginName::Username(username)) => {
                let found = self.store().find_user_by_username(&username).await?;
                // A column of the application's may take other spellings for this one; the limits do not.
                Ok(found
                    .filter(|user| user.username().is_some_and(|name| name.eq_ignore_ascii_case(&username))))
            }
            None => Ok(None),
        }
    }

    /// Replaces a hash that is weaker than one made today, and answers the one in force. The login goes
    /// on with the old one, if that fails.
    async fn upgrade_hash(&self, user: &U, password: Password) -> PasswordHash {
        let old = user.hashed_password();
        self.try_upgrade(user.id(), old.clone(), password).await.unwrap_or_else(|error| {
            tracing::warn!(user = %user.id(), %error, "could not upgrade a password hash");
            old.clone()
        })
    }

    async fn try_upgrade(
        &self,
        id: U::Id,
        old: PasswordHash,
        password: Password,
    ) -> Result<PasswordHash, AuthError> {
        let new = self.hasher().hash(password.clone()).await?;
        match self.store().replace_hash(id, old.clone(), new.clone()).await {
            Ok(true) => {
                tracing::info!(user = %id, "upgraded a password hash");
                return Ok(new);
            }
            // Somebody was faster: another login with this password, or whoever changed it meanwhile.
            Ok(false) => {}
            // It may have happened all the same.
            Err(error) => tracing::warn!(user = %id, %error, "could not upgrade a password hash"),
        }
        let stored = self.get_user(id).await?.hashed_password().clone();
        if stored.expose() == old.expose() {
            return Ok(old);
        }
        match self.hasher().verify(password, Some(stored.clone())).await? {
            Verified::Yes | Verified::YesButWeak => Ok(stored),
            Verified::No => Ok(old),
        }
    }
}
