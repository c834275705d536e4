//! `POST /auth/forgot-password`, `/auth/reset-password`.

use axum::extract::Request;
use http::StatusCode;

use super::handle::Handle;
use super::sent::SentEmail;
use crate::credential::Password;
use crate::error::AuthError;
use crate::guard::routing::post;
use crate::guard::{HasAuth, Public, Router};
use crate::model::{AuthUser, Fields, FromFields};
use crate::transport::body;

pub(super) fn router<S, U>() -> Router<S>
where
    S: HasAuth<U> + Clone + Send + Sync + 'static,
    U: AuthUser,
{
    Router::new()
        .route("/auth/forgot-password", post(forgot_password::<U>))
        .route("/auth/reset-password", post(reset_password::<U>))
}

async fn forgot_password<U: AuthUser>(
    _: Public,
    Handle(auth): Handle<U>,
    request: Request,
) -> Result<StatusCode, AuthError> {
    let sent: SentEmail = body::json(request, auth.config().body_limit).await?;
    auth.in_background(|auth| async move { auth.forgot_password(&sent.email).await })?;
    Ok(StatusCode::ACCEPTED)
}

struct Reset {
    token: String,
    password: Password,
}

impl FromFields for Reset {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let (token, password) = (fields.required("token"), fields.password("password"));
        Some(Self { token: token?, password: password? })
    }
}

async fn reset_password<U: AuthUser>(
    _: Public,
    Handle(auth): Handle<U>,
    request: Request,
) -> Result<StatusCode, AuthError> {
    let reset: Reset = body::json(request, auth.config().body_limit).await?;
    auth.reset_password(&reset.token, reset.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
