//! Every way to fail, once.

use std::time::Duration;

use crate::credential::{EmailError, HashError, UsernameError};
use crate::hooks::HookError;
use crate::limit::LimiterError;
use crate::model::FieldError;
use crate::provider::ProviderError;
use crate::store::StoreError;
use crate::token::TokenError;

/// Why a request was not served.
///
/// Each case has a stable [`code`](AuthError::code). What the caller may not know (which of e-mail
/// and password was wrong, what the database said) is for the log only.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// 401: no token was sent.
    #[error("a token is required")]
    TokenRequired,
    /// 401: the token is none, or its session has ended, or its user may not come in.
    #[error("the token is not valid")]
    InvalidToken,
    /// 401: unknown user, wrong password, inactive user: one answer.
    #[error("the login or the password is wrong")]
    InvalidCredentials,
    /// 403: the user has none of the roles and permissions that are asked for.
    #[error("this needs a role or a permission that you do not have")]
    Forbidden,
    /// 403: another site's page made the request, or nobody says that it did not.
    #[error("this is not taken from another site")]
    CrossSite,
    /// 403: who wants to give a right does not hold it, or the other holds one that they do not.
    #[error("nobody can give what they do not hold")]
    Escalation,
    /// 403: the password that confirms an action is not the user's.
    #[error("the password is wrong")]
    WrongPassword,
    /// 403: this needs a login that is not older than the configuration says.
    #[error("this needs a fresh login")]
    ReauthenticationRequired,
    /// 403: the user's address was not verified yet. A login says
    /// [`InvalidCredentials`](Self::InvalidCredentials) in its place where registration may not reveal accounts.
    #[error("this needs a verified e-mail address")]
    NotVerified,
    /// 404: there is no such user.
    #[error("there is no such user")]
    UserNotFound,
    /// 404: there is no such role.
    #[error("there is no such role")]
    RoleNotFound,
    /// 404: there is no such permission.
    #[error("there is no such permission")]
    PermissionNotFound,
    /// 404: the user has no such session, or it has ended.
    #[error("there is no such session")]
    SessionNotFound,
    /// 404: the user has no such account at a provider.
    #[error("there is no such account")]
    OAuthAccountNotFound,
    /// 404: nothing is here. Also for what an application serves and does not find.
    #[error("there is nothing here")]
    NotFound,
    /// 405: the path is served, but not by this method.
    #[error("this path does not know that method")]
    MethodNotAllowed,
    /// 409: another account has this address.
    #[error("another account has this e-mail address")]
    EmailTaken,
    /// 409: another account has this username.
    #[error("another account has this username")]
    UsernameTaken,
    /// 409: another account has a value that may be there once: a unique index of the application's says so.
    #[error("another account has one of these values")]
    ValueTaken,
    /// 409: another role or permission has this codename.
    #[error("another one has this codename")]
    CodenameTaken,
    /// 409: another account has the address that a provider tells, and may not be joined by it.
    #[error("another account has this e-mail address: sign in to it, and link this one there")]
    OAuthEmailTaken,
    /// 409: the account at the provider is another user's, or this one's already.
    #[error("this account is linked to a user already")]
    OAuthAccountTaken,
    /// 409: without this account its user could not come in any more.
    #[error("nobody can give up their last way to sign in: set a password first")]
    LastLoginMethod,
    /// 409: nobody who is active would have the role of administrators any more.
    #[error("somebody must be in charge")]
    LastAdmin,
    /// 409: users have this role.
    #[error("users have this role")]
    RoleInUse,
    /// 409: the program's own vocabulary names it.
    #[error("the program itself names this one")]
    Declared,
    /// 409: something of the application's own still belongs to the user.
    #[error("something still belongs to this user")]
    UserInUse,
    /// 400: a one-time token that is none, was used, has expired, or is for something else: one answer.
    #[error("the token is not valid")]
    InvalidOneTimeToken,
    /// 400: somebody comes back from a provider with a state that is none, was used, has expired, or is another browser's or
    /// another provider's: one answer.
    #[error("this sign-in was not begun here, or is over: begin again")]
    OAuthState,
    /// 400: the provider did not let somebody in, or they changed their mind.
    #[error("the provider did not let you in")]
    OAuthDenied,
    /// 400: the provider does not take the code, or what it says of somebody does not hold.
    #[error("the provider's answer is not valid: begin again")]
    OAuthExchange,
    /// 400: the provider tells no address that an account could have.
    #[error("the provider tells no e-mail address that can be used")]
    OAuthEmailMissing,
    /// 502: the provider cannot be reached, or answers with what makes no sense. The text is for the log.
    #[error("the provider cannot be reached at the moment")]
    ProviderFailed(String),
    /// 504: the provider did not answer in time.
    #[error("the provider did not answer in time")]
    ProviderTimeout,
    /// 422: the request is well-formed, and some of its fields are not acceptable.
    #[error("some fields are not acceptable")]
    Validation(Vec<FieldError>),
    /// 400: the body is not what its content type says.
    #[error("the body is malformed")]
    MalformedBody,
    /// 415: the body is of a type that this route does not read.
    #[error("the body must be {0}")]
    UnsupportedMediaType(&'static str),
    /// 413: the body is larger than this route reads.
    #[error("the body is larger than this route reads")]
    BodyTooLarge,
    /// 429: one more attempt than the limits let through. Nothing of it says whether somebody has an account.
    #[error("there were too many attempts: try again later")]
    TooManyRequests {
        /// When one will be let through, if nobody else tries meanwhile. Answered in whole seconds, as `Retry-After`.
        retry_after: Duration,
    },
    /// 503: too many passwords are waiting to be hashed.
    #[error("the service is busy")]
    Busy,
    /// 503: the database, or another dependency, gave no answer.
    #[error("the service is not available")]
    Unavailable(#[source] StoreError),
    /// 403, with the hook's own code; or 500 where its own work failed. A hook of the application's refused.
    #[error("{}", .0.detail())]
    Refused(HookError),
    /// 500: a defect. The text is for the log.
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
            Self::CrossSite => "cross_site",
            Self::Escalation => "escalation",
            Self::WrongPassword => "wrong_password",
            Self::ReauthenticationRequired => "reauthentication_required",
            Self::InvalidOneTimeToken => "invalid_token",
            Self::UserNotFound => "user_not_found",
            Self::RoleNotFound => "role_not_found",
            Self::PermissionNotFound => "permission_not_found",
            Self::SessionNotFound => "session_not_found",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::EmailTaken => "email_taken",
            Self::UsernameTaken => "username_taken",
            Self::ValueTaken => "value_taken",
            Self::CodenameTaken => "codename_taken",
            Self::OAuthEmailTaken => "oauth_email_taken",
            Self::OAuthAccountTaken => "oauth_account_taken",
            Self::LastLoginMethod => "last_login_method",
            Self::OAuthAccountNotFound => "oauth_account_not_found",
            Self::OAuthState => "oauth_state",
            Self::OAuthDenied => "oauth_denied",
            Self::OAuthExchange => "oauth_exchange",
            Self::OAuthEmailMissing => "oauth_email_missing",
            Self::ProviderFailed(_) => "provider_failed",
            Self::ProviderTimeout => "provider_timeout",
            Self::LastAdmin => "last_admin",
            Self::RoleInUse => "role_in_use",
            Self::Declared => "declared",
            Self::UserInUse => "user_in_use",
            Self::Validation(_) => "validation_failed",
            Self::MalformedBody => "malformed_body",
            Self::UnsupportedMediaType(_) => "unsupported_media_type",
            Self::BodyTooLarge => "body_too_large",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::Busy => "busy",
            Self::Unavailable(_) => "unavailable",
            Self::Refused(refusal) => refusal.code(),
            Self::Internal(_) => "internal",
        }
    }

    /// Something that the application asked gave no answer: 503. The error is for the log.
    pub fn unavailable(error: impl std::fmt::Display) -> Self {
        Self::Unavailable(StoreError::Unavailable(error.to_string()))
    }

    /// A 422 for a value that the tables refuse: which field's it is, only the log knows.
    pub(crate) fn unstorable(reason: &str) -> Self {
        tracing::debug!(reason, "the tables do not take a value");
        Self::field("", "invalid", "a value is not one that can be stored")
    }

    /// A 422 for one field.
    pub(crate) fn field(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Validation(vec![FieldError::new(field, code, message)])
    }
}

/// An error while deciding is a refusal: nothing but an answer of the database lets anybody in.
impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unacceptable(reason) => Self::unstorable(&reason),
            error => Self::Unavailable(error),
        }
    }
}

/// Whoever cannot be counted is not let through.
impl From<LimiterError> for AuthError {
    fn from(error: LimiterError) -> Self {
        Self::unavailable(error)
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

impl From<ProviderError> for AuthError {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::NotAnAnswer(reason) => {
                tracing::warn!(reason, "an answer of a provider's was refused");
                Self::OAuthState
            }
            ProviderError::Refused(reason) => {
                tracing::warn!(reason, "a provider refused, or its answer was refused");
                Self::OAuthExchange
            }
            ProviderError::Failed(reason) => Self::ProviderFailed(reason),
            ProviderError::TimedOut => Self::ProviderTimeout,
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
