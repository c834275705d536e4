//! Tokens for a user who was identified in another way.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::token::TokenPair;

impl<U: AuthUser> FastAuth<U> {
    /// Makes a session for a user, without asking for anything: for an application that has its own
    /// way to know who somebody is. No hook is called: this is no login.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`] where the user is inactive; [`AuthError::NotVerified`] where the
    /// configuration asks for it; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn create_token(&self, user: &U) -> Result<TokenPair, AuthError> {
        if !user.is_active() {
            return Err(AuthError::InvalidCredentials);
        }
        self.open_session(user, user.hashed_password().clone()).await
    }
}
