//! What every way of signing in ends with.

use crate::auth::FastAuth;
use crate::credential::PasswordHash;
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::token::{NewSession, Session, TokenPair};

impl<U: AuthUser> FastAuth<U> {
    /// A new session, with its first tokens. Its name is made here: one that a client brings is never
    /// taken over.
    ///
    /// `hash` is the one that was verified: a user who was deactivated or given another password
    /// meanwhile does not come in.
    pub(super) async fn open_session(&self, user: &U, hash: PasswordHash) -> Result<TokenPair, AuthError> {
        if self.config().require_verified && !user.is_verified() {
            return Err(AuthError::NotVerified);
        }
        let (now, context) = (self.clock().now(), self.context());
        let session = NewSession {
            id: uuid::Uuid::now_v7(),
            user: user.id(),
            created_at: now,
            expires_at: now + self.config().refresh_token_max_age,
            ip: context.ip,
            user_agent: context.user_agent,
        };
        let first = Session {
            id: session.id,
            subject: user.id().to_string(),
            counter: 0,
            now,
            expires_at: session.expires_at,
        };
        // Before the session is stored: tokens that cannot be made leave nothing behind.
        let tokens = self.strategy().issue(&first).await?;
        if self.store().open_session(session, hash).await? {
            Ok(tokens)
        } else {
            Err(AuthError::InvalidCredentials)
        }
    }
}
