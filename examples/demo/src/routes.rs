//! The demo's own routes: each guarded by nothing but its attribute.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use fastauth::extract::{Json, Path};
use fastauth::prelude::*;
use fastauth::routing::{delete, get, post};
use serde::{Deserialize, Serialize};

use crate::mailbox::{Mailbox, read_mailbox};
use crate::models::User;

/// The state of the service.
#[derive(Clone, FromRef)]
pub struct App {
    pub auth: FastAuth<User>,
    pub articles: Articles,
    pub mailbox: Mailbox,
}

/// Who wrote which article. In memory: the demo is about who may delete one.
#[derive(Clone, Default)]
pub struct Articles {
    last: Arc<AtomicU64>,
    authors: Arc<Mutex<HashMap<u64, Uuid>>>,
}

impl Articles {
    fn add(&self, author: Uuid) -> u64 {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        self.authors.lock().unwrap_or_else(PoisonError::into_inner).insert(id, author);
        id
    }

    fn author(&self, id: u64) -> Option<Uuid> {
        self.authors.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }

    fn remove(&self, id: u64) -> Option<Uuid> {
        self.authors.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)
    }
}

/// What the demo's routes answer.
#[derive(Serialize)]
struct Seen {
    ok: bool,
    user: Option<String>,
}

fn seen(user: Option<String>) -> Json<Seen> {
    Json(Seen { ok: true, user })
}

#[public]
async fn public_page() -> Json<Seen> {
    seen(None)
}

#[require_token]
async fn token(token: AccessToken<User>) -> Json<Seen> {
    seen(Some(token.into_claims().sub))
}

#[require_user]
async fn user(user: User) -> Json<Seen> {
    seen(Some(user.id.to_string()))
}

#[require_user(is_verified = true)]
async fn verified(user: User) -> Json<Seen> {
    seen(Some(user.id.to_string()))
}

#[require_user(roles = ["Admin"])]
async fn admin(user: User) -> Json<Seen> {
    seen(Some(user.id.to_string()))
}

#[require_user(roles = ["Admin"], permissions = ["report:read"])]
async fn report(user: User) -> Json<Seen> {
    seen(Some(user.id.to_string()))
}

#[require_user(all_permissions = ["audit:read", "report:read"])]
async fn audit(user: User) -> Json<Seen> {
    seen(Some(user.id.to_string()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewArticle {
    #[allow(dead_code, reason = "nobody reads the demo's articles")]
    title: String,
}

#[derive(Serialize)]
struct Article {
    id: String,
}

#[require_user]
async fn write_article(
    user: User,
    State(articles): State<Articles>,
    Json(_article): Json<NewArticle>,
) -> (StatusCode, Json<Article>) {
    (StatusCode::CREATED, Json(Article { id: articles.add(user.id).to_string() }))
}

#[access_check]
async fn is_author(
    user: &User,
    State(articles): State<Articles>,
    Path(id): Path<u64>,
) -> Result<bool, AuthError> {
    Ok(articles.author(id) == Some(user.id))
}

#[require_user(User, permissions = ["article:delete"], or = is_author)]
async fn delete_article(
    State(articles): State<Articles>,
    Path(id): Path<u64>,
) -> Result<StatusCode, AuthError> {
    articles.remove(id).map(|_| StatusCode::NO_CONTENT).ok_or(AuthError::NotFound)
}

#[public]
async fn alive() -> StatusCode {
    StatusCode::OK
}

/// Whether the database answers.
#[public]
async fn ready(State(app): State<App>) -> Result<StatusCode, AuthError> {
    app.auth.roles().find_by_codename("Admin").await?;
    Ok(StatusCode::OK)
}

/// Everything that the demo serves.
pub fn router(auth: &FastAuth<User>) -> fastauth::Router<App> {
    fastauth::Router::new()
        .merge(auth.routes())
        .route("/demo/public", get(public_page))
        .route("/demo/token", get(token))
        .route("/demo/user", get(user))
        .route("/demo/verified", get(verified))
        .route("/demo/admin", get(admin))
        .route("/demo/report", get(report))
        .route("/demo/audit", get(audit))
        .route("/demo/articles", post(write_article))
        .route("/demo/articles/{id}", delete(delete_article))
        .route("/demo/mailbox", get(read_mailbox))
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
}
