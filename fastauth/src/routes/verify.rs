//! `POST /auth/request-verify-token`, `/auth/verify`.

use axum::Json;
use axum::extract::Request;
use http::StatusCode;

use super::all::personal;
use super::sent::{SentEmail, SentToken};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::guard::routing::post;
use crate::guard::{HasAuth, Public, Router};
use crate::model::AuthUser;
use crate::transport::{body, credentials};

/// `POST /auth/request-verify-token`, `/auth/verify` (`get_verify_router` of fastapi-fastauth).
#[derive(Debug, Clone, Copy)]
pub struct VerifyRouter;

impl VerifyRouter {
    /// The routes, below the configured prefix.
    pub fn routes<S, U>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
        U: AuthUser,
    {
        let router = Router::new()
            .route(&auth.path("/request-verify-token"), post(request_verify::<U>))
            .route(&auth.path("/verify"), post(verify::<U>));
        personal(router)
    }
}

async fn request_verify<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    request: Request,
) -> Result<StatusCode, AuthError> {
    let sent: SentEmail = body::json(request, auth.config().body_limit).await?;
    auth.request_verify_quietly(sent.email).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn verify<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    request: Request,
) -> Result<Json<U::Read>, AuthError> {
    let (head, body) = request.into_parts();
    // Whoever is signed in stays so; a token that is none keeps nothing.
    let token = credentials::optional(&head, auth.config()).ok().flatten();
    let sent: SentToken = body::json(Request::from_parts(head, body), auth.config().body_limit).await?;
    let claims = match &token {
        Some(token) => auth.strategy().read_access(token).await.ok(),
        None => None,
    };
    let user = auth.verify(&sent.token, claims.map(|claims| claims.sid)).await?;
    auth.read_user(&user).await.map(Json)
}
