//! The one rule for every password that is set, whoever sets it and wherever.

use std::time::Duration;

use crate::auth::FastAuth;
use crate::credential::{Password, PasswordCandidate, PasswordRefused, PolicyError, PolicyFailure};
use crate::error::AuthError;
use crate::model::{AuthUser, FieldError};
use crate::store::StoreError;

/// How long the application's own policy may take.
const PATIENCE: Duration = Duration::from_secs(2);

impl<U: AuthUser> FastAuth<U> {
    /// Whether a user may have this password: by the library's rule, and by the application's policy.
    ///
    /// # Errors
    /// [`AuthError::Validation`] of this field; [`AuthError::Unavailable`] where the policy gives no answer,
    /// and the configuration wants one.
    pub(super) async fn accept_password(
        &self,
        field: &str,
        password: &Password,
        email: &str,
        username: Option<&str>,
    ) -> Result<(), AuthError> {
        if let Some(error) = self.refused_password(field, password, email, username) {
            return Err(AuthError::Validation(vec![error]));
        }
        let Some(policy) = self.password_policy() else { return Ok(()) };
        let asked = policy.check(self.candidate(password, email, username));
        let answer = tokio::time::timeout(PATIENCE, asked).await;
        let reason = match answer {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(PolicyError::Refused(refused))) => {
                return Err(AuthError::Validation(vec![error(field, refused)]));
            }
            Ok(Err(PolicyError::Unavailable(reason))) => reason,
            Err(_) => format!("the policy for passwords gave no answer within {PATIENCE:?}"),
        };
        match self.config().password_policy_failure {
            PolicyFailure::Refuse => Err(AuthError::Unavailable(StoreError::Unavailable(reason))),
            PolicyFailure::Accept => {
                tracing::error!(reason, "a password was accepted without the policy");
                Ok(())
            }
        }
    }

    /// What is wrong with a password by the library's own rule, if anything.
    pub(super) fn refused_password(
        &self,
        field: &str,
        password: &Password,
        email: &str,
        username: Option<&str>,
    ) -> Option<FieldError> {
        let refused = self.password_rule().check(&self.candidate(password, email, username)).err()?;
        Some(error(field, refused))
    }

    fn candidate<'a>(
        &'a self,
        password: &'a Password,
        email: &'a str,
        username: Option<&'a str>,
    ) -> PasswordCandidate<'a> {
        PasswordCandidate { password, email, username, service: &self.config().issuer }
    }
}

fn error(field: &str, refused: PasswordRefused) -> FieldError {
    let (code, message) = refused.describe();
    FieldError::new(field, code, message)
}
