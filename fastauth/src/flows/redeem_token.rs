//! What every use of a mailed token begins and ends with.

use super::check_access::ANY_USER;
use crate::auth::FastAuth;
use crate::credential::{TokenDigest, TokenPurpose};
use crate::error::AuthError;
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
        let redemption = Redemption {
            digest: returned.digest,
            user: Proven::of(&returned.user),
            effect,
            now: self.clock().now(),
            kept_session,
        };
        match self.store().redeem_token(redemption).await {
            Ok(true) => self.get_user(id).await,
            Ok(false) => Err(AuthError::InvalidOneTimeToken),
            // Somebody else took the address meanwhile.
            Err(StoreError::Conflict(_)) => Err(AuthError::EmailTaken),
            Err(error) => Err(error.into()),
        }
    }
}
