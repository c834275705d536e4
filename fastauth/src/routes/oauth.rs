//! `GET /auth/{provider}/authorize`, `GET /auth/{provider}/callback`, `POST /auth/{provider}/link`, and the accounts that are
//! linked.

use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, LOCATION, REFERRER_POLICY};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::all::personal;
use super::auth::first;
use super::leaving::{Token, end_replaced};
use super::me::SignedIn;
use super::page::{Items, Query, bad_cursor};
use crate::auth::FastAuth;
use crate::config::TokenLocation;
use crate::error::AuthError;
use crate::extract::Path;
use crate::flows::OAuthOutcome;
use crate::guard::routing::{delete, get, post};
use crate::guard::{HasAuth, Public, Router, told};
use crate::model::{AuthOAuthAccount, AuthUser};
use crate::provider::{OAuthAnswer, OAuthStart};
use crate::store::Key;
use crate::transport::{body, cross_site};

/// Signing in with providers, and the accounts there that are linked to a user (`get_oauth_router` of fastapi-fastauth): one
/// router for all of them. There are no such routes where the service has no providers.
#[derive(Debug, Clone, Copy)]
pub struct OAuthRouter;

impl OAuthRouter {
    /// The routes, below the configured prefix.
    pub fn routes<S, U>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
        U: AuthUser,
    {
        if auth.providers().is_empty() {
            return Router::new();
        }
        let router = Router::new()
            .route(&auth.path("/oauth/accounts"), get(list::<U>))
            .route(&auth.path("/oauth/accounts/{id}"), delete(unlink::<U>))
            .route(&auth.path("/{provider}/authorize"), get(authorize::<U>))
            .route(&auth.path("/{provider}/callback"), get(callback::<U>).post(posted_callback::<U>))
            .route(&auth.path("/{provider}/link"), post(link::<U>));
        unreferred(personal(router))
    }
}

/// A code is in the address of the callback: no page behind it is told.
fn unreferred<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(axum::middleware::map_response(async |mut response: Response| {
        response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }))
}

#[derive(Serialize)]
struct Shown {
    authorization_url: String,
}

/// By a redirect; to whoever asks for JSON, in the body.
fn to_provider<U: AuthUser>(auth: &FastAuth<U>, headers: &HeaderMap, start: OAuthStart) -> Response {
    let cookie = auth.set_oauth_state_cookie(&start, headers);
    if asks_for_json(headers) {
        return (cookie, Json(Shown { authorization_url: start.authorization_url })).into_response();
    }
    (cookie, see_other(&start.authorization_url)).into_response()
}

fn asks_for_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).into_iter().filter_map(|accept| accept.to_str().ok());
    let mut ranges = accepted.flat_map(|accept| accept.split(',')).map(|range| range.trim().parse());
    ranges.any(|range: Result<mime::Mime, _>| {
        range.is_ok_and(|range| range.essence_str() == mime::APPLICATION_JSON.essence_str())
    })
}

/// RFC 9110 section 15.4.4: whatever the method was, the next is a GET.
fn see_other(target: &str) -> Response {
    match HeaderValue::try_from(target) {
        Ok(target) => (StatusCode::SEE_OTHER, [(LOCATION, target)]).into_response(),
        Err(_) => AuthError::Internal("a redirect leads to no URL".to_owned()).into_response(),
    }
}

/// Another site's page could sign its visitor in without a word. What else is in the query says nothing: scopes and prompts are
/// the service's to choose.
async fn authorize<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    Path(provider): Path<String>,
    mut query: Query,
    head: Parts,
) -> Result<Response, AuthError> {
    not_by_head(&head)?;
    told(&auth, &head, cross_site::check_navigation(&head, auth.config())).await?;
    let start = auth.oauth_authorize(&provider, query.take("redirect_to").as_deref()).await?;
    Ok(to_provider(&auth, &head.headers, start))
}

async fn link<U: AuthUser>(
    SignedIn { user, session }: SignedIn<U>,
    auth: FastAuth<U>,
    Path(provider): Path<String>,
    mut query: Query,
    headers: HeaderMap,
) -> Result<Response, AuthError> {
    let redirect_to = query.take("redirect_to");
    let start = auth.oauth_link(&user, session, &provider, redirect_to.as_deref()).await?;
    Ok(to_provider(&auth, &headers, start))
}

async fn callback<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    Path(provider): Path<String>,
    head: Parts,
) -> Result<Response, AuthError> {
    not_by_head(&head)?;
    let answer = OAuthAnswer::parse(head.uri.query().unwrap_or_default().as_bytes());
    came_back(&auth, &provider, &head, answer).await
}

/// For providers that answer by a form.
async fn posted_callback<U: AuthUser>(
    _: Public,
    auth: FastAuth<U>,
    Path(provider): Path<String>,
    request: Request,
) -> Result<Response, AuthError> {
    let (head, body) = request.into_parts();
    if !body::is_form(&head.headers) {
        return Err(AuthError::UnsupportedMediaType("application/x-www-form-urlencoded"));
    }
    let bytes = body::bytes(&head.headers, body, auth.config().body_limit).await?;
    came_back(&auth, &provider, &head, OAuthAnswer::parse(&bytes)).await
}

/// Whoever asks for the head of an answer wants to know about it, and not to sign in.
fn not_by_head(head: &Parts) -> Result<(), AuthError> {
    if head.method == http::Method::HEAD { Err(AuthError::MethodNotAllowed) } else { Ok(()) }
}

async fn came_back<U: AuthUser>(
    auth: &FastAuth<U>,
    provider: &str,
    head: &Parts,
    answer: OAuthAnswer,
) -> Result<Response, AuthError> {
    let state = answer.state.clone().unwrap_or_default();
    let sealed = auth.oauth_state_cookie(&head.headers, &state);
    let outcome = auth.oauth_finish(provider, answer, sealed.as_deref()).await;
    let over = auth.remove_oauth_state_cookie(&state);
    let response = match outcome {
        // Whether it was used before, or never was one, is one answer.
        Err(error @ (AuthError::OAuthState | AuthError::NotFound | AuthError::TooManyRequests { .. })) => {
            return Err(error);
        }
        Err(error) => error.into_response(),
        Ok(OAuthOutcome::SignedIn { tokens, redirect_to }) => {
            if let Some(before) = Token::of(head, auth.config()).ok().flatten() {
                end_replaced(auth, &before).await;
            }
            match (redirect_to, first(auth)) {
                (Some(target), _) => (auth.set_cookies(&tokens)?, see_other(&target)).into_response(),
                (None, TokenLocation::Bearer) => Json(tokens).into_response(),
                // An answer without a body would leave the browser at the provider.
                (None, TokenLocation::Cookie) => (auth.set_cookies(&tokens)?, see_other("/")).into_response(),
            }
        }
        Ok(OAuthOutcome::Linked { redirect_to: Some(target), .. }) => see_other(&target),
        Ok(OAuthOutcome::Linked { account, redirect_to: None }) => Json(account.read()).into_response(),
    };
    Ok((over, response).into_response())
}

async fn list<U: AuthUser>(
    SignedIn { user, .. }: SignedIn<U>,
    auth: FastAuth<U>,
    query: Query,
) -> Result<Json<Items<<U::OAuthAccount as AuthOAuthAccount<U::Id>>::Read>>, AuthError> {
    let page = query.page()?;
    let after = page.after.as_deref().map(|id| Key::parse(id).ok_or_else(bad_cursor)).transpose()?;
    let found = auth.list_oauth_accounts(user.id(), after, page.wanted()).await?;
    Ok(Json(page.items(found, |account| account.id().to_string(), |account| account.read())))
}

async fn unlink<U: AuthUser>(
    SignedIn { user, session }: SignedIn<U>,
    auth: FastAuth<U>,
    Path(id): Path<String>,
) -> Result<StatusCode, AuthError> {
    let account = Key::parse(&id).ok_or(AuthError::OAuthAccountNotFound)?;
    auth.oauth_unlink(user, session, account).await?;
    Ok(StatusCode::NO_CONTENT)
}
