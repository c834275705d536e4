//! Who is behind a token, and may they pass: one statement.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::{ActiveRule, AuthUser, Grants, Policy};
use crate::token::{Located, Presented, RefreshClaims, Rotation, SessionId};

/// Whoever may refresh: the session's user.
pub(super) const ANY_USER: &Policy = &Policy::new();

impl<U: AuthUser> FastAuth<U> {
    /// The user of an access token's session, and whether the policy's roles and permissions let the
    /// user pass. Inactive and unverified users are answered, too: a guard looks at them next.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`] where it is no access token, or its session has ended;
    /// [`AuthError::Unavailable`].
    pub async fn check_access(&self, token: &str, policy: &'static Policy) -> Result<(U, bool), AuthError> {
        self.check_session(token, policy).await.map(|(user, _, passes)| (user, passes))
    }

    /// The same, with the session that the token belongs to.
    pub(crate) async fn check_session(
        &self,
        token: &str,
        policy: &'static Policy,
    ) -> Result<(U, SessionId, bool), AuthError> {
        let located = self.strategy().locate(token).await?;
        let found = self.store().authorize(self.presented(&located), policy).await?;
        let found = found.filter(|(user, _)| is_whose(user, &located));
        found.map(|(user, passes)| (user, located.session, passes)).ok_or(AuthError::InvalidToken)
    }

    /// The user of an access token's session, the session, and what the user holds.
    pub(crate) async fn check_access_with_grants(
        &self,
        token: &str,
    ) -> Result<(U, SessionId, Grants), AuthError> {
        let located = self.strategy().locate(token).await?;
        let found = self.store().authorize_with_grants(self.presented(&located)).await?;
        let found = found.filter(|(user, _)| is_whose(user, &located));
        found.map(|(user, grants)| (user, located.session, grants)).ok_or(AuthError::InvalidToken)
    }

    /// Whether the policy and the configuration admit a user in this state.
    pub(crate) fn check_state(&self, user: &U, policy: &Policy) -> Result<(), AuthError> {
        if policy.active == ActiveRule::ActiveOnly && !user.is_active() {
            // What an inactive user learns is what everybody learns whose token no longer opens anything.
            return Err(AuthError::InvalidToken);
        }
        if policy.verified.unwrap_or(self.config().require_verified) && !user.is_verified() {
            return Err(AuthError::NotVerified);
        }
        Ok(())
    }

    /// What a refresh token says, if it is the one in force. It stays so: only
    /// [`refresh`](Self::refresh) uses it up.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`], also where the user is inactive; [`AuthError::NotVerified`] where the
    /// configuration asks for it; [`AuthError::Unavailable`].
    pub async fn check_refresh(&self, token: &str) -> Result<RefreshClaims, AuthError> {
        let claims = self.strategy().read_refresh(token).await?;
        let found = self.store().authorize(Presented::Refresh(self.rotation(&claims)), ANY_USER).await?;
        let user = found.map(|(user, _)| user).filter(|user| is_subject(user, &claims.sub));
        self.check_state(&user.ok_or(AuthError::InvalidToken)?, ANY_USER)?;
        Ok(claims)
    }

    fn presented(&self, located: &Located) -> Presented {
        Presented::Access { session: located.session, digest: located.digest, now: self.clock().now() }
    }

    /// The replacement of this refresh token, now.
    pub(super) fn rotation(&self, claims: &RefreshClaims) -> Rotation {
        let (now, leeway) = (self.clock().now(), self.config().refresh_leeway);
        Rotation {
            session: claims.sid,
            counter: claims.rot,
            now,
            idle_since: now - self.config().session_idle_max_age,
            leeway_since: (!leeway.is_zero()).then(|| now - leeway),
        }
    }
}

fn is_whose<U: AuthUser>(user: &U, located: &Located) -> bool {
    located.subject.as_deref().is_none_or(|subject| is_subject(user, subject))
}

/// A session has one user: a token that names another was not made by this library.
pub(super) fn is_subject<U: AuthUser>(user: &U, subject: &str) -> bool {
    user.id().to_string() == subject
}
