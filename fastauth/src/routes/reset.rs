//! `POST /auth/forgot-password`, `/auth/reset-password`.

use axum::extract::Request;
use http::StatusCode;

use super::all::personal;
use super::sent::SentEmail;
use crate::auth::FastAuth;
use crate::credential::Password;
use crate::error::AuthError;
use crate::guard::routing::post;
use crate::guard::{HasAuth, Public, Router};
use crate::model::{AuthUser, Fields, FromFields};
use crate::transport::body;

/// `POST /auth/forgot-password`, `/auth/reset-password` (`get_reset_router` of fastapi-fastauth).
#[derive(Debug, Clone, Copy)]
pub struct ResetRouter;

impl ResetRouter {
    /// The routes, below the configured prefix.
    pub fn routes<S, U>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
        U: AuthUser,
    {
        let router = Router::new()
            .route(&auth.path("/forgot-password"), post(forgot_password::<U>))
            .route(&auth.path("/reset-password"), post(reset_password::<U>));
        personal(router)
    }
}

async fn forgot_password<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    request: Request,
) -> Result<StatusCode, AuthError> {
    let sent: SentEmail = body::json(request, auth.config().body_limit).await?;
    auth.forgot_password_quietly(sent.email).await?;
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
    auth: FastAuth<U>,
    request: Request,
) -> Result<StatusCode, AuthError> {
    let reset: Reset = body::json(request, auth.config().body_limit).await?;
    auth.reset_password(&reset.token, reset.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
