//! What every use of a mailed token begins and ends with.

use super::check_access::ANY_USER;
use crate::auth::FastAuth;
use crate::credential::{TokenDigest, TokenPurpose};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::store::{Effect, Proven, Redemption, StoreError};
use crate::token::{Presented, SessionId};

/// A token that somebody brought back, and whose it is. Not used up yet.
pub(super) struct Returned<U> {
    pub(super) digest: TokenDigest,
    pub(super) purpose: TokenPurpose,
    /// The address that it was mailed to.
    pub(super) email: String,
    pub(super) user: U,
}

impl<U: AuthUser> FastAuth<U> {
    /// The living token of an active user. Every other answer is one: what is wrong with it is nobody's to
    /// know.
    pub(super) async fn find_returned(&self, token: &str) -> Result<Returned<U>, AuthError> {
        self.limit_token().await?;
        match self.find_living(token).await {
            Err(AuthError::InvalidOneTimeToken) => Err(self.refused_token().await),
            found => found,
        }
    }

    /// What everybody is answered whose token does nothing, and those who watch are told.
    pub(super) async fn refused_token(&self) -> AuthError {
        self.tell_aside(Report::refused(SecurityEventKind::OneTimeTokenRefused, "invalid_token")).await;
        AuthError::InvalidOneTimeToken
    }

    async fn find_living(&self, token: &str) -> Result<Returned<U>, AuthError> {
        let (digest, now) = (TokenDigest::of(token), self.clock().now());
        let found = self.store().find_token(digest, now).await?;
        let (purpose, email) = found.ok_or(AuthError::InvalidOneTimeToken)?;
        let holder = self.store().authorize(Presented::OneTime { digest, now }, ANY_USER).await?;
        let user = holder.map(|(user, _)| user).filter(AuthUser::is_active);
        Ok(Returned { digest, purpose, email, user: user.ok_or(AuthError::InvalidOneTimeToken)? })
    }

    /// Uses it up, and does what it is good for. The user as it is then.
    pub(super) async fn redeem(
        &self,
        returned: &Returned<U>,
        effect: Effect,
        kept_session: Option<SessionId>,
    ) -> Result<U, AuthError> {
        let id = returned.user.id();
        let kind = match &effect {
            Effect::Verify => SecurityEventKind::Verified,
            Effect::SetEmail(_) => SecurityEventKind::EmailChanged,
            Effect::SetPassword(_) => SecurityEventKind::PasswordReset,
        };
        let redemption = Redemption {
            digest: returned.digest,
            user: Proven::of(&returned.user),
            effect,
            now: self.clock().now(),
            kept_session,
            // A cookie that another host could have set may be of somebody else's session.
            keeps_accounts: self.config().has_cookies_of_this_host(),
        };
        match self.store().redeem_token(redemption).await {
            Ok(true) => {
                self.tell(Report::of(kind).about(id)).await;
                self.get_user(id).await
            }
            Ok(false) => Err(self.refused_token().await),
            // Somebody else took the address meanwhile.
            Err(StoreError::Conflict(_)) => Err(AuthError::EmailTaken),
            Err(error) => Err(error.into()),
        }
    }
}
