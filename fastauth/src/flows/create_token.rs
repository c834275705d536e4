//! Tokens for a user who was identified in another way.

use time::Duration;

use super::open_session::Opening;
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::token::{TokenOptions, TokenPair};

impl<U: AuthUser> FastAuth<U> {
    /// Makes a session for a user, without asking for anything: for an application that has its own
    /// way to know who somebody is, and has just used it. No hook is called.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`] where the user is inactive; [`AuthError::NotVerified`] where the
    /// configuration asks for it; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn create_token(&self, user: &U) -> Result<TokenPair, AuthError> {
        if !user.is_active() {
            return Err(AuthError::InvalidCredentials);
        }
        let report = Report::of(SecurityEventKind::TokenCreated);
        self.open_session(user, user.hashed_password().clone(), report, None).await
    }

    /// An access token alone, with a session that ends with it: for a user's script, say. Guards take it, and
    /// its user sees and ends it among the other sessions; nothing refreshes it.
    ///
    /// It lasts as long as [`access_token_max_age`](crate::FastAuthConfig::access_token_max_age), unless the
    /// options say otherwise. `#[require_token]`, which asks for no user, takes it, where tokens are JWTs, for as long as it lasts,
    /// whatever becomes of its session. [`logout`](Self::logout) with it takes it back, and so does its session's end
    /// ([`end_session`](Self::end_session), by the `sid` in its claims). It is no login: where one has to be fresh, it is not enough.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`], and those of [`create_token`](Self::create_token); [`AuthError::Internal`] where
    /// the options cannot be had.
    #[tracing::instrument(skip_all)]
    pub async fn create_access_token(&self, id: U::Id, options: TokenOptions) -> Result<String, AuthError> {
        let max_age = options.max_age.unwrap_or(self.config().access_token_max_age);
        let options = TokenOptions { max_age: Some(max_age), ..options };
        Ok(self.create(id, max_age, options).await?.access_token)
    }

    /// A refresh token alone, with a session that ends with it: its owner gets the first access token by it.
    ///
    /// It lasts as long as [`refresh_token_max_age`](crate::FastAuthConfig::refresh_token_max_age), unless the
    /// options say otherwise. Their claims and headers are in this token, and in none that comes of it.
    ///
    /// # Errors
    /// As [`create_access_token`](Self::create_access_token); [`AuthError::Internal`] where the configuration wants
    /// no refresh tokens, too.
    #[tracing::instrument(skip_all)]
    pub async fn create_refresh_token(&self, id: U::Id, options: TokenOptions) -> Result<String, AuthError> {
        if !self.config().enable_refresh_token {
            return Err(AuthError::Internal("the configuration wants no refresh tokens".to_owned()));
        }
        let max_age = options.max_age.unwrap_or(self.config().refresh_token_max_age);
        let tokens = self.create(id, max_age, options).await?;
        tokens
            .refresh_token
            .ok_or_else(|| AuthError::Internal("this strategy makes no refresh tokens".to_owned()))
    }

    async fn create(
        &self,
        id: U::Id,
        max_age: Duration,
        options: TokenOptions,
    ) -> Result<TokenPair, AuthError> {
        options.check().map_err(AuthError::Internal)?;
        let user = self.get_user(id).await?;
        if !user.is_active() {
            return Err(AuthError::InvalidCredentials);
        }
        let hash = user.hashed_password().clone();
        let report = Report::of(SecurityEventKind::TokenCreated);
        self.open_session_for(
            &user,
            hash,
            Opening { max_age, authenticated: false, options, report, by_account: None },
        )
        .await
    }
}
