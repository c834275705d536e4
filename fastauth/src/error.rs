//! Every way to fail, once.

use crate::credential::{EmailError, HashError, UsernameError};
use crate::hooks::HookError;
use crate::model::FieldError;
use crate::store::StoreError;
use crate::token::TokenError;

/// Why a request was not served.
///
/// Each case has a stable [`code`](AuthError::code). What the caller may not know (which of e-mail
/// and password was wrong, what the database said) is for the log only.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// No token was sent.
    #[error("a token is required")]
    TokenRequired,
    /// The token is none, or its session has ended, or its user may not come in.
    #[error("the token is not valid")]
    InvalidToken,
    /// Unknown user, wrong password, inactive user: one answer.
    #[error("the login or the password is wrong")]
    InvalidCredentials,
    /// The user has none of the roles and permissions that are asked for.
    #[error("this needs a role or a permission that you do not have")]
    Forbidden,
    /// The user's address was not verified yet.
    #[error("this needs a verified e-mail address")]
    NotVerified,
    /// There is no such user.
    #[error("there is no such user")]
    UserNotFound,
    /// There is no such role.
    #[error("there is no such role")]
    RoleNotFound,
    /// There is no such permission.
    #[error("there is no such permission")]
    PermissionNotFound,
    /// Nothing is served at this path.
    #[error("there is nothing here")]
    NotFound,
    /// The path is served, but not by this method.
    #[error("this path does not know that method")]
    MethodNotAllowed,
    /// Another account has this address.
    #[error("another account has this e-mail address")]
    EmailTaken,
    /// Another account has this username.
    #[error("another account has this username")]
    UsernameTaken,
    /// Another role or permission has this codename.
    #[error("another one has this codename")]
    CodenameTaken,
    /// The request is well-formed, and some of its fields are not acceptable.
    #[error("some fields are not acceptable")]
    Validation(Vec<FieldError>),
    /// The body is not what its content type says.
    #[error("the body is malformed")]
    MalformedBody,
    /// The body is of a type that this route does not read.
    #[error("the body must be {0}")]
    UnsupportedMediaType(&'static str),
    /// The body is larger than this route reads.
    #[error("the body is larger than this route reads")]
    BodyTooLarge,
    /// Too many passwords are waiting to be hashed.
    #[error("the service is busy")]
    Busy,
    /// The database, or another dependency, gave no answer.
    #[error("the service is not available")]
    Unavailable(#[source] StoreError),
    /// A hook of the application's refused.
    #[error("{}", .0.detail())]
    Refused(HookError),
    /// A defect.
    #[error("something went wrong")]
    Internal(String),
}

impl AuthError {
    /// The stable word for it, the `code` of its problem document.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::TokenRequired => "token_required",
            Self::InvalidToken => "invalid_token",
            Self::InvalidCredentials => "invalid_credentials",
            Self::Forbidden => "forbidden",
            Self::NotVerified => "not_verified",
            Self::UserNotFound => "user_not_found",
            Self::RoleNotFound => "role_not_found",
            Self::PermissionNotFound => "permission_not_found",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::EmailTaken => "email_taken",
            Self::UsernameTaken => "username_taken",
            Self::CodenameTaken => "codename_taken",
            Self::Validation(_) => "validation_failed",
            Self::MalformedBody => "malformed_body",
            Self::UnsupportedMediaType(_) => "unsupported_media_type",
            Self::BodyTooLarge => "body_too_large",
            Self::Busy => "busy",
            Self::Unavailable(_) => "unavailable",
            Self::Refused(refusal) => refusal.code(),
            Self::Internal(_) => "internal",
        }
    }

    /// A 422 for one field.
    pub(crate) fn field(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Validation(vec![FieldError::new(field, code, message)])
    }
}

/// An error while deciding is a refusal: nothing but an answer of the database lets anybody in.
impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error)
    }
}

impl From<EmailError> for AuthError {
    fn from(error: EmailError) -> Self {
        Self::Validation(vec![error.into()])
    }
}

impl From<UsernameError> for AuthError {
    fn from(error: UsernameError) -> Self {
        Self::Validation(vec![error.into()])
    }
}

impl From<HashError> for AuthError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::NotForBcrypt => Self::field(
                "password",
                "invalid",
                "has more than 72 bytes, or a NUL: bcrypt cannot tell it from others",
            ),
            HashError::Failed => Self::Internal("a password could not be hashed".to_owned()),
        }
    }
}

impl From<TokenError> for AuthError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Refused(reason) => {
                tracing::debug!(reason, "a token was refused");
                Self::InvalidToken
            }
            TokenError::Unavailable(reason) => Self::Unavailable(StoreError::Unavailable(reason)),
        }
    }
}
