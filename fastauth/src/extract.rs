//! axum's `Json` and `Path` with the library's answers: problem documents that do not quote what the
//! client sent, and 404 for an id that does not parse.

use axum::extract::rejection::{BytesRejection, FailedToBufferBody, JsonRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::AuthError;
use crate::transport::Rejection;

/// A JSON body, or an answer in JSON: [`axum::Json`], whose refusals are problem documents.
///
/// 415 for another media type, 400 for what is no JSON, 413 for too much of it, 422 for JSON of
/// another shape. How much may be sent is axum's `DefaultBodyLimit`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let read = axum::Json::<T>::from_request(request, state).await;
        read.map(|axum::Json(value)| Self(value)).map_err(|rejection| refused(&rejection).into())
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// What axum says of a body, without serde's words: they quote it.
fn refused(rejection: &JsonRejection) -> AuthError {
    match rejection {
        JsonRejection::JsonDataError(_) => {
            AuthError::field("", "invalid", "the body is not of the shape that this route reads")
        }
        JsonRejection::MissingJsonContentType(_) => AuthError::UnsupportedMediaType("application/json"),
        JsonRejection::BytesRejection(BytesRejection::FailedToBufferBody(
            FailedToBufferBody::LengthLimitError(_),
        )) => AuthError::BodyTooLarge,
        _ => AuthError::MalformedBody,
    }
}

/// The parameters of a path: [`axum::extract::Path`]. What does not parse names nothing: 404.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(value)| Self(value)).map_err(|rejection| {
            if rejection.status() == StatusCode::INTERNAL_SERVER_ERROR {
                AuthError::Internal(rejection.body_text()).into()
            } else {
                AuthError::NotFound.into()
            }
        })
    }
}
