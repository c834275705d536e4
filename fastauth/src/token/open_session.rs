//! What every way of signing in ends with.

use super::{NewSession, Session, TokenPair};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::AuthUser;

/// A new session, with its first tokens. Its name is made here: one that a client brings is never
/// taken over.
pub(crate) async fn open_session<U: AuthUser>(auth: &FastAuth<U>, user: &U) -> Result<TokenPair, AuthError> {
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
    auth.store().insert_session(session).await?;
    Ok(auth.strategy().issue(&first).await?)
}
