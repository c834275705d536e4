//! Who is behind a token, and may they pass: one statement.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::{AuthUser, Policy};
use crate::token::AccessClaims;

impl<U: AuthUser> FastAuth<U> {
    /// The user of a token's session, and whether the policy's roles and permissions let the user
    /// pass. Whether the account is active and verified is read off the user.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`] where the session has ended; [`AuthError::Unavailable`].
    pub async fn check_access(
        &self,
        claims: &AccessClaims,
        policy: &'static Policy,
    ) -> Result<(U, bool), AuthError> {
        let found = self.store().authorize(claims.sid, policy, self.clock().now()).await?;
        let (user, passes) = found.ok_or(AuthError::InvalidToken)?;
        // A session has one user: a token that names another was not made by this library.
        if user.id().to_string() == claims.sub { Ok((user, passes)) } else { Err(AuthError::InvalidToken) }
    }
}
