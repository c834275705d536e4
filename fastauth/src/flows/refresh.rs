//! A refresh token is exchanged for the next pair, once.

use super::check_access::{ANY_USER, is_subject};
use super::open_session::with_claims_of;
use crate::auth::FastAuth;
use crate::credential::Secret;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::token::{
    Issued, Presented, RefreshClaims, Rotated, Session, SessionId, StoredTokenQuery, StoredTokens,
    TokenOptions, TokenPair,
};

impl<U: AuthUser> FastAuth<U> {
    /// The next tokens of a session. The refresh token is used up by it; one that comes back was
    /// copied, and ends the session (RFC 9700 section 4.14.2). Only the last one, within
    /// [`refresh_leeway`](crate::FastAuthConfig::refresh_leeway), is answered with the same tokens again.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`]; [`AuthError::NotVerified`] where the configuration asks for it;
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn refresh(&self, refresh_token: &str) -> Result<TokenPair, AuthError> {
        self.limit_refresh().await?;
        let claims = self.strategy().read_refresh(refresh_token).await?;
        self.limit_refresh_of(claims.sid).await?;
        let rotation = self.rotation(&claims);
        // Whoever brings an old one is told apart by the rotation.
        let any = Presented::Access { session: rotation.session, digest: None, now: rotation.now };
        let found = self.store().authorize(any, ANY_USER).await?;
        let user = found.map(|(user, _)| user).filter(|user| is_subject(user, &claims.sub));
        let Some(user) = user.filter(AuthUser::is_active) else {
            self.store().end_session(claims.sid, rotation.now).await?;
            return Err(AuthError::InvalidToken);
        };
        self.check_state(&user, ANY_USER)?;
        if claims.rot < 0 {
            // Replaced so long ago that only its kin is stored: no tokens are made for it.
            return self
                .commit(move |auth| async move {
                    let _ = auth.store().rotate_session(rotation, None).await?;
                    Err(auth.copied(&user, claims.sid).await)
                })
                .await;
        }
        let replaces = Secret::new(refresh_token);
        // The token is used up last: what fails before leaves it to be tried again.
        let next = self.strategy().issue(&next_of(&user, &claims, replaces.clone(), rotation.now)?).await?;
        self.commit(move |auth| async move {
            let Issued { pair, stored } = next;
            match auth.store().rotate_session(rotation, stored).await? {
                Rotated::Yes => {
                    tracing::info!(user = %user.id(), "refreshed");
                    let context = auth.context();
                    auth.after("on_after_refresh", auth.hooks().on_after_refresh(&user, &pair, &context))
                        .await;
                    Ok(pair)
                }
                // Another page of the same browser was faster: both have the pair that it got.
                Rotated::Already { at } => {
                    let same = next_of(&user, &claims, replaces, at)?;
                    let Issued { pair, stored } = auth.strategy().issue(&same).await?;
                    auth.must_be_in_force(&claims, stored).await?;
                    Ok(pair)
                }
                Rotated::Reused => Err(auth.copied(&user, claims.sid).await),
                Rotated::Unknown => Err(AuthError::InvalidToken),
            }
        })
        .await
    }

    /// While instances change their secret, one derives other tokens than another has stored: those are good for nothing,
    /// and would end their session.
    async fn must_be_in_force(
        &self,
        claims: &RefreshClaims,
        stored: Option<StoredTokens>,
    ) -> Result<(), AuthError> {
        let Some(StoredTokens { family, refresh: digest, .. }) = stored else { return Ok(()) };
        let now = self.clock().now();
        let wanted = StoredTokenQuery::Refresh { session: claims.sid, family, digest, now };
        let found = self.store().find_stored_token(wanted).await?;
        let is_next = found.is_some_and(|found| found.counter.checked_sub(1) == Some(claims.rot));
        if is_next { Ok(()) } else { Err(AuthError::InvalidToken) }
    }

    /// Somebody else has the refresh token, too: its session has ended.
    async fn copied(&self, user: &U, session: SessionId) -> AuthError {
        let report = Report::refused(SecurityEventKind::RefreshReused, "replaced");
        self.tell(report.about(user.id()).in_session(session)).await;
        self.forget_sessions(&[session]).await;
        AuthError::InvalidToken
    }
}

/// The session as it is once this token was replaced.
fn next_of<U: AuthUser>(
    user: &U,
    claims: &RefreshClaims,
    replaces: Secret,
    now: time::OffsetDateTime,
) -> Result<Session, AuthError> {
    Ok(Session {
        id: claims.sid,
        subject: claims.sub.clone(),
        counter: claims.rot.wrapping_add(1),
        now,
        expires_at: time::OffsetDateTime::from_unix_timestamp(claims.exp)
            .map_err(|error| AuthError::Internal(error.to_string()))?,
        options: with_claims_of(user, TokenOptions::new())?,
        replaces: Some(replaces),
    })
}
