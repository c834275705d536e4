//! A session is ended by its user.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::token::{EndedSession, SessionId};

impl<U: AuthUser> FastAuth<U> {
    /// Ends the session of an access token, which may have expired. Ending it twice is no error.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`] where it is no access token; [`AuthError::Unavailable`].
    pub async fn logout(&self, token: &str) -> Result<(), AuthError> {
        let claims = self.strategy().read_expired_access(token).await?;
        self.end(EndedSession { id: claims.sid, subject: claims.sub }).await
    }

    /// The same by a refresh token, where that is all that a client has left.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`] where it is none; [`AuthError::Unavailable`].
    pub async fn logout_by_refresh(&self, token: &str) -> Result<(), AuthError> {
        let claims = self.strategy().read_refresh(token).await?;
        self.end(EndedSession { id: claims.sid, subject: claims.sub }).await
    }

    /// Tells a strategy that keeps tokens elsewhere that sessions have ended. They have, whatever becomes of it.
    pub(super) async fn forget_sessions(&self, ended: &[SessionId]) {
        if let Err(error) = self.strategy().forget(ended).await {
            tracing::error!(%error, "the tokens of ended sessions were not forgotten: they last as long as they do");
        }
    }

    #[tracing::instrument(skip_all)]
    async fn end(&self, session: EndedSession) -> Result<(), AuthError> {
        self.commit(move |auth| async move {
            if auth.store().end_session(session.id, auth.clock().now()).await? {
                let report = Report::of(SecurityEventKind::LoggedOut).by(&session.subject);
                auth.tell(report.about(&session.subject).in_session(session.id)).await;
                auth.after_end(vec![session]).await;
            }
            Ok(())
        })
        .await
    }
}
