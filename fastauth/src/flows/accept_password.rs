//! The one rule for every password that is set, whoever sets it and wherever.

use crate::auth::FastAuth;
use crate::credential::{Password, PasswordRefused};
use crate::error::AuthError;
use crate::model::{AuthUser, FieldError};

impl<U: AuthUser> FastAuth<U> {
    /// # Errors
    /// [`AuthError::Validation`] of this field.
    pub(super) fn accept_password(&self, field: &str, password: &Password) -> Result<(), AuthError> {
        match self.refused_password(field, password) {
            Some(error) => Err(AuthError::Validation(vec![error])),
            None => Ok(()),
        }
    }

    /// What is wrong with a password, if anything.
    pub(super) fn refused_password(&self, field: &str, password: &Password) -> Option<FieldError> {
        let (code, message) = match self.password_rule().check(password).err()? {
            PasswordRefused::TooShort { min_length } => {
                ("too_short", format!("must have at least {min_length} characters"))
            }
            PasswordRefused::TooLong { max_bytes } => {
                ("too_long", format!("must have at most {max_bytes} bytes"))
            }
        };
        Some(FieldError::new(field, code, message))
    }
}
