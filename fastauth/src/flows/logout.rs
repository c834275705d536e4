//! A session is ended by its user.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::token::AccessClaims;

impl<U: AuthUser> FastAuth<U> {
    /// Ends the session of an access token, which may have expired. Ending it twice is no error.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`] where it is no access token; [`AuthError::Unavailable`].
    pub async fn logout(&self, token: &str) -> Result<(), AuthError> {
        let claims = self.strategy().read_expired_access(token).await?;
        self.logout_by(claims).await
    }

    /// The same, where a gate has read the token already.
    #[tracing::instrument(skip_all)]
    pub(crate) async fn logout_by(&self, claims: AccessClaims) -> Result<(), AuthError> {
        self.commit(move |auth| async move {
            if auth.store().end_session(claims.sid, auth.clock().now()).await? {
                tracing::info!(user = claims.sub, "logged out");
                let context = auth.context();
                auth.after("on_after_logout", auth.hooks().on_after_logout(&claims, &context)).await;
            }
            Ok(())
        })
        .await
    }
}
