//! Looking a user up.

use crate::auth::FastAuth;
use crate::credential::canonical_email;
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::store::Key;

impl<U: AuthUser> FastAuth<U> {
    /// The id that a client wrote. One that does not parse names nobody.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`].
    pub fn parse_id(&self, id: &str) -> Result<U::Id, AuthError> {
        U::Id::parse(id).ok_or(AuthError::UserNotFound)
    }

    /// The user with this id.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`], [`AuthError::Unavailable`].
    pub async fn get_user(&self, id: U::Id) -> Result<U, AuthError> {
        self.store().find_user(id).await?.ok_or(AuthError::UserNotFound)
    }

    /// The user with this address, in any spelling.
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`], [`AuthError::Unavailable`].
    pub async fn get_user_by_email(&self, email: &str) -> Result<U, AuthError> {
        let email = canonical_email(email).map_err(|_| AuthError::UserNotFound)?;
        self.store().find_user_by_email(&email).await?.ok_or(AuthError::UserNotFound)
    }

    /// Whether any user has the role of this codename.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn anyone_has_role(&self, role: &str) -> Result<bool, AuthError> {
        Ok(self.store().anyone_has_role(role).await?)
    }

    /// What an answer shows of a user: the model's readable fields, the role and the permissions.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn read_user(&self, user: &U) -> Result<U::Read, AuthError> {
        Ok(user.read(self.store().grants_of(user.id()).await?))
    }
}
