//! `POST /auth/token/login`, `/auth/token/refresh`, `/auth/token/logout`.

use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::all::personal;
use super::leaving::{Leaving, Token, end_replaced};
use super::page::Query;
use crate::auth::FastAuth;
use crate::config::TokenLocation;
use crate::credential::Password;
use crate::error::AuthError;
use crate::guard::routing::post;
use crate::guard::{HasAuth, Public, Router, told};
use crate::model::{AuthUser, Fields, FromFields};
use crate::token::TokenPair;
use crate::transport::{body, credentials, cross_site};

/// `POST /auth/token/login`, `/auth/token/refresh`, `/auth/token/logout` (`get_auth_router` of
/// fastapi-fastauth).
#[derive(Debug, Clone, Copy)]
pub struct AuthRouter;

impl AuthRouter {
    /// The routes, where the configuration has them; without refresh tokens nothing refreshes.
    pub fn routes<S, U>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
        U: AuthUser,
    {
        let paths = &auth.config().paths;
        let mut router = Router::new()
            .route(&auth.path(&paths.token_login), post(login::<U>))
            .route(&auth.path(&paths.token_logout), post(logout::<U>));
        if auth.config().enable_refresh_token {
            router = router.route(&auth.path(&paths.token_refresh), post(refresh::<U>));
        }
        personal(router)
    }
}

/// The parameters of OAuth 2's password grant (RFC 6749 section 4.3.2) that say nothing here.
const OF_THE_GRANT: &[&str] = &["grant_type", "scope", "client_id", "client_secret"];

struct Login {
    username: String,
    password: Password,
}

impl FromFields for Login {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let (username, password) = (fields.required("username"), fields.password("password"));
        Some(Self { username: username?, password: password? })
    }
}

/// By `?transport=`, or as the configuration says first: by one transport, never by both.
fn wanted<U: AuthUser>(auth: &FastAuth<U>, mut query: Query) -> Result<Option<TokenLocation>, AuthError> {
    let wanted: Option<TokenLocation> = match query.take("transport") {
        None => None,
        Some(text) => Some(text.parse().map_err(|()| unknown_transport())?),
    };
    query.end()?;
    if wanted.is_some_and(|wanted| !auth.config().token_locations.contains(&wanted)) {
        return Err(unknown_transport());
    }
    Ok(wanted)
}

fn unknown_transport() -> AuthError {
    AuthError::field("transport", "invalid", "is no transport of this service")
}

/// A pair on its way out.
fn sent<U: AuthUser>(auth: &FastAuth<U>, pair: TokenPair, by: TokenLocation) -> Result<Response, AuthError> {
    Ok(match by {
        TokenLocation::Bearer => Json(pair).into_response(),
        TokenLocation::Cookie => (auth.set_cookies(&pair)?, StatusCode::NO_CONTENT).into_response(),
    })
}

pub(super) fn first<U: AuthUser>(auth: &FastAuth<U>) -> TokenLocation {
    auth.config().token_locations.first().copied().unwrap_or(TokenLocation::Bearer)
}

async fn login<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    query: Query,
    request: Request,
) -> Result<Response, AuthError> {
    let by = wanted(&auth, query)?.unwrap_or_else(|| first(&auth));
    let (head, body) = request.into_parts();
    // Another site's page could sign its visitor in to an account of its own.
    if by == TokenLocation::Cookie || body::is_form(&head.headers) {
        told(&auth, &head, cross_site::check_public(&head, auth.config())).await?;
    }
    let before = Token::of(&head, auth.config()).ok().flatten();
    let request = Request::from_parts(head, body);
    let login: Login = body::json_or_form(request, auth.config().body_limit, OF_THE_GRANT).await?;
    let pair = auth.password_login(&login.username, login.password).await?;
    if let Some(token) = before {
        end_replaced(&auth, &token).await;
    }
    sent(&auth, pair, by)
}

struct Refresh {
    refresh_token: String,
}

impl FromFields for Refresh {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        Some(Self { refresh_token: fields.required("refresh_token")? })
    }
}

/// The refresh token is in the body; where there is none, it is the bearer, or in its cookie. A session that
/// began by cookie goes on by cookie.
async fn refresh<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    query: Query,
    request: Request,
) -> Result<Response, AuthError> {
    let by = wanted(&auth, query)?;
    let (head, body) = request.into_parts();
    let bytes = body::bytes(&head.headers, body, auth.config().body_limit).await?;
    let as_body = by.unwrap_or(TokenLocation::Bearer);
    if by == Some(TokenLocation::Cookie) {
        cross_site::check_public(&head, auth.config())?;
    }
    if !bytes.is_empty() {
        let refresh: Refresh = body::json_of(&head.headers, &bytes)?;
        return sent(&auth, auth.refresh(&refresh.refresh_token).await?, as_body);
    }
    let bearer = credentials::bearer(&head, auth.config())?;
    if let Some(token) = bearer {
        match auth.refresh(token).await {
            // An access token, say, that its client sends along everywhere.
            Err(AuthError::InvalidToken) if credentials::has_refresh_cookie(&head, auth.config()) => {}
            refreshed => return sent(&auth, refreshed?, as_body),
        }
    }
    let Some(token) = told(&auth, &head, credentials::refresh_cookie(&head, auth.config())).await? else {
        return Err(AuthError::TokenRequired);
    };
    // What no script could read stays so.
    if by == Some(TokenLocation::Bearer) {
        return Err(AuthError::field("transport", "invalid", "is `cookie` for a token from a cookie"));
    }
    match auth.refresh(&token).await {
        Ok(pair) => sent(&auth, pair, TokenLocation::Cookie),
        // It will never be good again.
        Err(AuthError::InvalidToken) => Ok((auth.remove_cookies(), AuthError::InvalidToken).into_response()),
        Err(error) => Err(error),
    }
}

async fn logout<U: AuthUser>(leaving: Leaving<U>, auth: FastAuth<U>) -> Result<Response, AuthError> {
    let by_cookie = leaving.by_cookie;
    leaving.end(&auth).await?;
    Ok(if by_cookie {
        (auth.remove_cookies(), StatusCode::NO_CONTENT).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    })
}
