//! `GET /auth/sessions`, `DELETE /auth/sessions`, `DELETE /auth/sessions/{id}`: what is signed in as oneself.

use std::net::IpAddr;

use axum::Json;
use http::StatusCode;
use serde::Serialize;
use time::OffsetDateTime;

use super::all::personal;
use super::me::SignedIn;
use super::page::{Items, Query, bad_cursor};
use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::extract::Path;
use crate::guard::routing::{delete, get};
use crate::guard::{HasAuth, Router};
use crate::model::AuthUser;
use crate::store::Key;
use crate::token::{ListedSession, SessionId};

/// `GET` and `DELETE /auth/sessions`, and `DELETE /auth/sessions/{id}`.
#[derive(Debug, Clone, Copy)]
pub struct SessionsRouter;

impl SessionsRouter {
    /// The routes, below the configured prefix.
    pub fn routes<S, U>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
        U: AuthUser,
    {
        let router = Router::new()
            .route(&auth.path("/sessions"), get(list::<U>).delete(end_others::<U>))
            .route(&auth.path("/sessions/{id}"), delete(end_one::<U>));
        personal(router)
    }
}

/// A session, as its user sees it.
#[derive(Serialize)]
struct Shown {
    id: SessionId,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    last_used_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    ip: Option<IpAddr>,
    user_agent: Option<String>,
    /// Whether the request came by it.
    current: bool,
}

async fn list<U: AuthUser>(
    SignedIn { user, session: current }: SignedIn<U>,
    auth: FastAuth<U>,
    query: Query,
) -> Result<Json<Items<Shown>>, AuthError> {
    let page = query.page()?;
    let after = page.after.as_deref().map(|id| SessionId::parse(id).ok_or_else(bad_cursor)).transpose()?;
    let found = auth.list_sessions(user.id(), after, page.wanted()).await?;
    let show = |ListedSession { id, created_at, last_used_at, expires_at, ip, user_agent }| Shown {
        id,
        created_at,
        last_used_at,
        expires_at,
        ip,
        user_agent,
        current: id == current,
    };
    Ok(Json(page.items(found, |session| session.id.to_string(), show)))
}

async fn end_one<U: AuthUser>(
    SignedIn { user, .. }: SignedIn<U>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<StatusCode, AuthError> {
    let id = SessionId::parse(&id).ok_or(AuthError::SessionNotFound)?;
    auth.end_session(user.id(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_others<U: AuthUser>(
    SignedIn { user, session }: SignedIn<U>,
    auth: FastAuth<U>,
) -> Result<StatusCode, AuthError> {
    auth.end_other_sessions(user.id(), session).await?;
    Ok(StatusCode::NO_CONTENT)
}
