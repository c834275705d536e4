//! The same by hand: plain axum, `jsonwebtoken`, and one Diesel statement.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::routing::get;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use uuid::Uuid;

use crate::Fallible;
use crate::statement::{postgres, sqlite};
use crate::subject::KEY;

/// What is needed to verify a token.
pub(crate) struct Jwt {
    key: DecodingKey,
    validation: Validation,
}

impl Jwt {
    fn new() -> Arc<Self> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&["fastauth:auth"]);
        validation.set_issuer(&["fastauth"]);
        Arc::new(Self { key: DecodingKey::from_secret(KEY.as_bytes()), validation })
    }
}

/// All that a token says: what fastauth gives a handler, too.
#[derive(Deserialize)]
#[allow(dead_code, reason = "the measured handlers read two of them")]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) aud: String,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    pub(crate) jti: String,
    pub(crate) sid: Uuid,
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

impl<P: Clone + Send + Sync> FromRequestParts<App<P>> for Claims {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, app: &App<P>) -> Result<Self, StatusCode> {
        let token = bearer(parts).ok_or(StatusCode::UNAUTHORIZED)?;
        jsonwebtoken::decode(token, &app.jwt.key, &app.jwt.validation)
            .map(|token| token.claims)
            .map_err(|_| StatusCode::UNAUTHORIZED)
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    parts.headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// The state of an application with such a pool.
#[derive(Clone)]
pub(crate) struct App<P: Clone> {
    jwt: Arc<Jwt>,
    pub(crate) pool: P,
}

async fn token(claims: Claims) -> String {
    claims.sub
}

/// The routes that are measured.
pub(crate) async fn router(database: &str) -> Fallible<Router> {
    let jwt = Jwt::new();
    Ok(match database.strip_prefix("sqlite://") {
        Some(path) => {
            let router = Router::new().route("/token", get(token)).route("/report", get(sqlite::report));
            router.with_state(App { jwt, pool: sqlite::pool(path)? })
        }
        None => {
            let router = Router::new().route("/token", get(token)).route("/report", get(postgres::report));
            router.with_state(App { jwt, pool: postgres::pool(database)? })
        }
    })
}
