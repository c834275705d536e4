//! Somebody comes in with a password.

use crate::auth::FastAuth;
use crate::credential::{Password, PasswordHash, Verified, canonical_email};
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::token::{TokenPair, open_session};

impl<U: AuthUser> FastAuth<U> {
    /// Makes a session for whoever knows the password. `login` is an e-mail address, or a username
    /// where the model lets users log in by it.
    ///
    /// One password is verified on every path, whether there is an account or not, and every refusal
    /// is the same.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`]; [`AuthError::NotVerified`] where the configuration asks for
    /// it and the password was right; [`AuthError::Busy`], [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn password_login(&self, login: &str, password: Password) -> Result<TokenPair, AuthError> {
        let found = self.find_by_login(login).await?;
        let stored = found.as_ref().map(|user| user.hashed_password().clone());
        let verified = self.hasher().verify(password.clone(), stored).await?;
        let user = match (found, verified) {
            (Some(user), Verified::Yes | Verified::YesButWeak) if user.is_active() => user,
            (found, _) => {
                tracing::info!(user = found.map(|user| user.id().to_string()), "login failed");
                return Err(AuthError::InvalidCredentials);
            }
        };
        if self.config().login_requires_verified && !user.is_verified() {
            return Err(AuthError::NotVerified);
        }
        if verified == Verified::YesButWeak {
            self.upgrade_hash(&user, password).await;
        }
        let tokens = open_session(self, &user).await?;
        tracing::info!(user = %user.id(), "logged in");
        if let Err(error) = self.hooks().on_after_login(&user, &tokens, &self.context()).await {
            tracing::error!(?error, "`on_after_login` failed");
        }
        Ok(tokens)
    }

    /// A text with an `@` is an address and nothing else: no username has one, so that what is typed
    /// can mean one account only.
    async fn find_by_login(&self, login: &str) -> Result<Option<U>, AuthError> {
        if login.contains('@') {
            return match canonical_email(login) {
                Ok(email) => Ok(self.store().find_user_by_email(&email).await?),
                Err(_) => Ok(None),
            };
        }
        if U::LOGIN_BY_USERNAME { Ok(self.store().find_user_by_username(login).await?) } else { Ok(None) }
    }

    /// Replaces a hash that is weaker than one made today. The login goes on without, if it fails; a
    /// password that was changed meanwhile stays.
    async fn upgrade_hash(&self, user: &U, password: Password) {
        let old: PasswordHash = user.hashed_password().clone();
        let upgraded = match self.hasher().hash(password).await {
            Ok(new) => self.store().replace_hash(user.id(), old, new).await.map_err(AuthError::from),
            Err(error) => Err(error.into()),
        };
        match upgraded {
            Ok(replaced) => tracing::info!(user = %user.id(), replaced, "upgraded a password hash"),
            Err(error) => tracing::warn!(user = %user.id(), %error, "could not upgrade a password hash"),
        }
    }
}
