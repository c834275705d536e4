//! The user.

use std::fmt::Debug;
use std::sync::Arc;

use serde::Serialize;
use time::OffsetDateTime;

use super::{AuthOAuthAccount, AuthPermission, AuthRole, Codenamed, FromFields, Grants};
use crate::credential::{Password, PasswordHash};
use crate::store::table::Table;
use crate::store::{Database, Key, Store};
use crate::token::OwnClaims;

/// The user of an application: derive [`AuthUser`](macro@crate::AuthUser).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a user",
    label = "expected a type that derives `AuthUser`",
    note = "derive `AuthUser` on `{Self}`"
)]
pub trait AuthUser: Sized + Send + Sync + 'static {
    /// The primary key.
    type Id: Key;
    /// The role, or [`NoRole`](super::NoRole).
    type Role: AuthRole;
    /// The permission, or [`NoPermission`](super::NoPermission).
    type Permission: AuthPermission;
    /// The account at a provider, or [`NoOAuthAccount`](super::NoOAuthAccount).
    type OAuthAccount: AuthOAuthAccount<Self::Id>;
    /// What an answer shows of a user.
    type Read: Serialize + Send;
    /// What somebody sends to register.
    type Create: UserSchema + Send + Sync;
    /// What a user may change of the model's own fields.
    type Update: FromFields + Clone + Debug + Default + Send + Sync;

    /// Its table.
    const TABLE: &'static Table;
    /// Whether a user can log in by username.
    const LOGIN_BY_USERNAME: bool;

    /// The primary key.
    fn id(&self) -> Self::Id;
    /// The address, in its canonical spelling.
    fn email(&self) -> &str;
    /// The username, if the model has one and it is set.
    fn username(&self) -> Option<&str>;
    /// What is stored of the password.
    fn hashed_password(&self) -> &PasswordHash;
    /// Whether the user may come in at all.
    fn is_active(&self) -> bool;
    /// Whether the address was shown to be the user's.
    fn is_verified(&self) -> bool;
    /// The role's key.
    fn role_id(&self) -> Option<<Self::Role as Codenamed>::Id>;

    /// The user's own claims in tokens: the fields that are marked `#[auth(claim)]` (`USER_FIELDS_IN_TOKEN` of
    /// fastapi-fastauth).
    ///
    /// # Errors
    /// Where a field cannot be written as JSON.
    fn claims(&self) -> Result<OwnClaims, serde_json::Error> {
        Ok(OwnClaims::new())
    }

    /// A user about to be stored.
    fn new(account: Account<Self>, create: Self::Create) -> Self;
    /// What an answer shows of this user.
    fn read(&self, grants: Grants) -> Self::Read;

    /// The store behind it.
    #[doc(hidden)]
    fn store(database: &Database) -> Arc<dyn Store<Self>>;
}

/// The part of a new user that the library decides; the client never does.
#[derive(Debug, Clone)]
pub struct Account<U: AuthUser> {
    /// The primary key; a placeholder where the database makes it.
    pub id: U::Id,
    /// The address, in its canonical spelling.
    pub email: String,
    /// The username.
    pub username: Option<String>,
    /// The hash of the password.
    pub hashed_password: PasswordHash,
    /// Whether the user may come in.
    pub is_active: bool,
    /// Whether the address was shown to be the user's.
    pub is_verified: bool,
    /// The role.
    pub role_id: Option<<U::Role as Codenamed>::Id>,
    /// Now.
    pub created_at: OffsetDateTime,
}

/// What every `UserCreate` holds beside the model's own fields.
pub trait UserSchema: FromFields {
    /// The address, as it was typed.
    fn email(&self) -> &str;
    /// The username, as it was typed.
    fn username(&self) -> Option<&str>;
    /// The password, as it was typed.
    fn password(&self) -> &Password;
}

/// What changes of a user; what is `None` stays.
#[derive(Debug)]
pub struct Changes<U: AuthUser> {
    /// The address, in its canonical spelling.
    pub email: Option<String>,
    /// The username; `Some(None)` takes it away.
    pub username: Option<Option<String>>,
    /// The hash of the password.
    pub hashed_password: Option<PasswordHash>,
    /// Whether the user may come in.
    pub is_active: Option<bool>,
    /// Whether the address was shown to be the user's.
    pub is_verified: Option<bool>,
    /// The role; `Some(None)` takes it away.
    pub role_id: Option<Option<<U::Role as Codenamed>::Id>>,
    /// The model's own fields.
    pub own: U::Update,
}

impl<U: AuthUser> Clone for Changes<U> {
    fn clone(&self) -> Self {
        Self {
            email: self.email.clone(),
            username: self.username.clone(),
            hashed_password: self.hashed_password.clone(),
            is_active: self.is_active,
            is_verified: self.is_verified,
            role_id: self.role_id,
            own: self.own.clone(),
        }
    }
}

impl<U: AuthUser> Default for Changes<U> {
    fn default() -> Self {
        Self {
            email: None,
            username: None,
            hashed_password: None,
            is_active: None,
            is_verified: None,
            role_id: None,
            own: U::Update::default(),
        }
    }
}
