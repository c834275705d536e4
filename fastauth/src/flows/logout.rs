//! A session is ended by its user.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::token::AccessClaims;

impl<U: AuthUser> FastAuth<U> {
    /// Ends the session of a token. Ending it twice is no error.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn logout(&self, claims: &AccessClaims) -> Result<(), AuthError> {
        if self.store().end_session(claims.sid, self.clock().now()).await? {
            tracing::info!(user = claims.sub, "logged out");
        }
        Ok(())
    }
}
