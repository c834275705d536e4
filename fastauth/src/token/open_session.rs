//! What every way of signing in ends with.

use super::{NewSession, Session, TokenPair};
use crate::auth::FastAuth;
use crate::credential::PasswordHash;
use crate::error::AuthError;
use crate::model::AuthUser;

/// A new session, with its first tokens. Its name is made here: one that a client brings is never
/// taken over.
///
/// `hash` is the one that was verified: a user who was deactivated or given another password meanwhile
/// does not come in.
pub(crate) async fn open_session<U: AuthUser>(
    auth: &FastAuth<U>,
    user: &U,
    hash: PasswordHash,
) -> Result<TokenPair, AuthError> {
    if auth.config().require_verified && !user.is_verified() {
        return Err(AuthError::NotVerified);
    }
    let (now, context) = (auth.clock().now(), auth.context());
    let session = NewSession {
        id: uuid::Uuid::now_v7(),
        user: user.id(),
        created_at: now,
        expires_at: now + auth.config().refresh_token_max_age,
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
    if !auth.store().open_session(session, hash).await? {
        return Err(AuthError::InvalidCredentials);
    }
    Ok(auth.strategy().issue(&first).await?)
}
