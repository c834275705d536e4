//! `POST /auth/register`.

use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::handle::Handle;
use crate::error::AuthError;
use crate::guard::routing::post;
use crate::guard::{HasAuth, Public, Router};
use crate::model::AuthUser;
use crate::transport::body;

pub(super) fn router<S, U>() -> Router<S>
where
    S: HasAuth<U> + Clone + Send + Sync + 'static,
    U: AuthUser,
{
    Router::new().route("/auth/register", post(register::<U>))
}

async fn register<U: AuthUser>(
    _: Public,
    Handle(auth): Handle<U>,
    request: Request,
) -> Result<Response, AuthError> {
    let create = body::json(request, auth.config().body_limit).await?;
    let user = auth.register(create).await?;
    Ok((StatusCode::CREATED, Json(auth.read_user(&user).await?)).into_response())
}
