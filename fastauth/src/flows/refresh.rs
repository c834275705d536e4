//! A refresh token is exchanged for the next pair, once.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::{AuthUser, Policy};
use crate::token::{RefreshClaims, Rotation, Session, TokenPair};

/// Whoever may refresh: the session's user. Whether the account is active is asked beside it.
const ANY_USER: &Policy = &Policy::new();

impl<U: AuthUser> FastAuth<U> {
    /// The next tokens of a session. The refresh token is used up by it; one that comes back was
    /// copied, and ends the session (RFC 9700 section 4.14.2).
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`]; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn refresh(&self, refresh_token: &str) -> Result<TokenPair, AuthError> {
        let claims = self.strategy().read_refresh(refresh_token).await?;
        let now = self.clock().now();
        let rotation = Rotation {
            session: claims.sid,
            counter: claims.rot,
            now,
            idle_since: now - self.config().session_idle_max_age,
        };
        // The token is used up last: what fails before leaves it to be tried again.
        let found = self.store().authorize(claims.sid, ANY_USER, now).await?;
        let user = found.map(|(user, _)| user).filter(|user| user.id().to_string() == claims.sub);
        let Some(user) = user.filter(AuthUser::is_active) else {
            self.store().end_session(claims.sid, now).await?;
            return Err(AuthError::InvalidToken);
        };
        if self.config().require_verified && !user.is_verified() {
            return Err(AuthError::NotVerified);
        }
        if !self.store().rotate_session(rotation).await? {
            self.end_if_reused(&claims).await?;
            return Err(AuthError::InvalidToken);
        }
        let next = Session {
            id: claims.sid,
            subject: claims.sub,
            counter: claims.rot.wrapping_add(1),
            now,
            expires_at: time::OffsetDateTime::from_unix_timestamp(claims.exp)
                .map_err(|error| AuthError::Internal(error.to_string()))?,
        };
        let tokens = self.strategy().issue(&next).await?;
        tracing::info!(user = %user.id(), "refreshed");
        Ok(tokens)
    }

    /// A token that was replaced before, of a session that lives: somebody else has it, too.
    async fn end_if_reused(&self, claims: &RefreshClaims) -> Result<(), AuthError> {
        let now = self.clock().now();
        let counter = self.store().session_counter(claims.sid, now).await?;
        if counter.is_some_and(|counter| counter > claims.rot) {
            self.store().end_session(claims.sid, now).await?;
            tracing::warn!(user = claims.sub, session = %claims.sid, "a refresh token was used twice");
        }
        Ok(())
    }
}
