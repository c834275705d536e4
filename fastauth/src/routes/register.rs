//! `POST /auth/register`.

use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::all::personal;
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::guard::routing::post;
use crate::guard::{HasAuth, Public, Router};
use crate::model::AuthUser;
use crate::transport::body;

/// `POST /auth/register` (`get_register_router` of fastapi-fastauth). It mails nothing: a page that wants the
/// address verified posts to `/auth/request-verify-token` next.
#[derive(Debug, Clone, Copy)]
pub struct RegisterRouter;

impl RegisterRouter {
    /// The route, below the configured prefix.
    pub fn routes<S, U>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
        U: AuthUser,
    {
        personal(Router::new().route(&auth.path("/register"), post(register::<U>)))
    }
}

async fn register<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    request: Request,
) -> Result<Response, AuthError> {
    let create = body::json(request, auth.config().body_limit).await?;
    if !auth.config().registration_reveals_accounts {
        auth.register_quietly(create).await?;
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    let user = auth.register(create).await?;
    Ok((StatusCode::CREATED, Json(auth.read_user(&user).await?)).into_response())
}
