//! `POST /auth/token/login`, `/auth/token/refresh`, `/auth/token/logout`.

use axum::Json;
use axum::extract::Request;
use http::StatusCode;

use super::handle::Handle;
use crate::credential::Password;
use crate::error::AuthError;
use crate::guard::routing::post;
use crate::guard::{ExpiredAccessToken, HasAuth, Public, Router};
use crate::model::{AuthUser, Fields, FromFields};
use crate::token::TokenPair;
use crate::transport::{bearer, body};

pub(super) fn router<S, U>() -> Router<S>
where
    S: HasAuth<U> + Clone + Send + Sync + 'static,
    U: AuthUser,
{
    Router::new()
        .route("/auth/token/login", post(login::<U>))
        .route("/auth/token/refresh", post(refresh::<U>))
        .route("/auth/token/logout", post(logout::<U>))
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

async fn login<U: AuthUser>(
    _: Public,
    Handle(auth): Handle<U>,
    request: Request,
) -> Result<Json<TokenPair>, AuthError> {
    let login: Login = body::json_or_form(request, auth.config().body_limit, OF_THE_GRANT).await?;
    auth.password_login(&login.username, login.password).await.map(Json)
}

struct Refresh {
    refresh_token: String,
}

impl FromFields for Refresh {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        Some(Self { refresh_token: fields.required("refresh_token")? })
    }
}

/// The refresh token is in the body; where there is none, it is the bearer.
async fn refresh<U: AuthUser>(
    _: Public,
    Handle(auth): Handle<U>,
    request: Request,
) -> Result<Json<TokenPair>, AuthError> {
    let (head, body) = request.into_parts();
    let bytes = body::bytes(&head.headers, body, auth.config().body_limit).await?;
    if bytes.is_empty() {
        return auth.refresh(bearer::required(&head.headers)?).await.map(Json);
    }
    let refresh: Refresh = body::json_of(&head.headers, &bytes)?;
    auth.refresh(&refresh.refresh_token).await.map(Json)
}

async fn logout<U: AuthUser>(
    token: ExpiredAccessToken<U>,
    Handle(auth): Handle<U>,
) -> Result<StatusCode, AuthError> {
    auth.logout_by(token.into_claims()).await?;
    Ok(StatusCode::NO_CONTENT)
}
