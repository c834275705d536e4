//! What every mail with a token begins with.

use crate::auth::FastAuth;
use crate::credential::{OneTimeToken, TokenPurpose};
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::store::{NewOneTimeToken, Proven};

impl<U: AuthUser> FastAuth<U> {
    /// A token that proves an address of the user's, in place of an older one of its purpose; nothing where
    /// the user changed meanwhile.
    pub(super) async fn issue_one_time_token(
        &self,
        user: &U,
        purpose: TokenPurpose,
        email: &str,
    ) -> Result<Option<OneTimeToken>, AuthError> {
        let token = OneTimeToken::generate().map_err(|error| AuthError::Internal(error.to_string()))?;
        let now = self.clock().now();
        let new = NewOneTimeToken {
            user: Proven::of(user),
            purpose,
            digest: token.digest(),
            email: email.to_owned(),
            now,
            expires_at: now + self.config().one_time_token_max_age(purpose),
        };
        Ok(self.store().keep_token(new).await?.then_some(token))
    }
}
