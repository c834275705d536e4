//! Errors as problem documents (RFC 9457). The only place that knows status codes.

use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::error::AuthError;
use crate::model::FieldError;

/// The headers that say who asks: an answer to one person is none to another.
pub(crate) const CREDENTIALS: &str = "Cookie, Authorization";

/// A problem document.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// `about:blank`: the status says what kind of problem it is, `code` which one.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The status.
    pub status: u16,
    /// What happened, in a sentence.
    pub detail: String,
    /// A stable word for it.
    pub code: String,
    /// What is wrong with each field, for a 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// An [`AuthError`] on its way out: what the library's extractors reject with.
#[derive(Debug)]
pub struct Rejection(AuthError);

impl<E: Into<AuthError>> From<E> for Rejection {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

fn status(error: &AuthError) -> StatusCode {
    match error {
        AuthError::TokenRequired | AuthError::InvalidToken | AuthError::InvalidCredentials => {
            StatusCode::UNAUTHORIZED
        }
        AuthError::Forbidden
        | AuthError::NotVerified
        | AuthError::CrossSite
        | AuthError::Escalation
        | AuthError::WrongPassword
        | AuthError::ReauthenticationRequired => StatusCode::FORBIDDEN,
        AuthError::UserNotFound
        | AuthError::RoleNotFound
        | AuthError::PermissionNotFound
        | AuthError::SessionNotFound
        | AuthError::OAuthAccountNotFound
        | AuthError::NotFound => StatusCode::NOT_FOUND,
        AuthError::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        AuthError::EmailTaken
        | AuthError::UsernameTaken
        | AuthError::ValueTaken
        | AuthError::CodenameTaken
        | AuthError::LastAdmin
        | AuthError::RoleInUse
        | AuthError::Declared
        | AuthError::UserInUse
        | AuthError::OAuthEmailTaken
        | AuthError::OAuthAccountTaken
        | AuthError::LastLoginMethod => StatusCode::CONFLICT,
        AuthError::Validation(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AuthError::MalformedBody
        | AuthError::InvalidOneTimeToken
        | AuthError::OAuthState
        | AuthError::OAuthDenied
        | AuthError::OAuthExchange
        | AuthError::OAuthEmailMissing => StatusCode::BAD_REQUEST,
        AuthError::ProviderFailed(_) => StatusCode::BAD_GATEWAY,
        AuthError::ProviderTimeout => StatusCode::GATEWAY_TIMEOUT,
        AuthError::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        AuthError::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        AuthError::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
        AuthError::Busy | AuthError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        AuthError::Refused(refusal) if refusal.cause().is_some() => StatusCode::INTERNAL_SERVER_ERROR,
        AuthError::Refused(_) => StatusCode::FORBIDDEN,
        AuthError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// RFC 6750 section 3: `invalid_token` only where one was sent.
fn challenge(error: &AuthError) -> Option<&'static str> {
    match error {
        AuthError::TokenRequired | AuthError::InvalidCredentials => Some("Bearer"),
        AuthError::InvalidToken => Some("Bearer error=\"invalid_token\""),
        _ => None,
    }
}

/// RFC 9110 section 10.2.3, in seconds: whoever waits so long is let through, if there is nobody else.
fn retry_after(error: &AuthError, status: StatusCode) -> Option<u64> {
    match error {
        AuthError::TooManyRequests { retry_after } => {
            let begun = u64::from(retry_after.subsec_nanos() > 0);
            Some((retry_after.as_secs() + begun).max(1))
        }
        _ => (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1),
    }
}

/// What the caller may not know goes to the log.
fn log(error: &AuthError) {
    match error {
        AuthError::Unavailable(cause) => tracing::error!(%cause, "the database gave no answer"),
        AuthError::Internal(cause) => tracing::error!(cause, "a defect"),
        AuthError::Refused(refusal) => {
            if let Some(cause) = refusal.cause() {
                tracing::error!(%cause, "a hook failed");
            }
        }
        AuthError::ProviderFailed(cause) => tracing::error!(cause, "a provider failed"),
        AuthError::ProviderTimeout => tracing::error!("a provider did not answer in time"),
        AuthError::Busy => tracing::warn!("too many passwords are waiting to be hashed"),
        error => tracing::debug!(code = error.code(), "refused"),
    }
}

impl IntoResponse for AuthError {
    fn into_response(self) -> Response {
        log(&self);
        let status = status(&self);
        let problem = Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: self.to_string(),
            code: self.code().to_owned(),
            errors: match &self {
                Self::Validation(errors) => errors.clone(),
                _ => Vec::new(),
            },
        };
        let mut response = (status, axum::Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(VARY, HeaderValue::from_static(CREDENTIALS));
        if let Some(challenge) = challenge(&self) {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = retry_after(&self, status) {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
