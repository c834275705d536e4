//! `GET`, `PATCH`, `DELETE /users/me`, and `POST /auth/change-password`: what users do to themselves.

use axum::Json;
use axum::extract::Request;
use http::StatusCode;

use super::all::personal;
use super::me::{Me, SignedIn, VERIFIED};
use crate::auth::FastAuth;
use crate::credential::Password;
use crate::error::AuthError;
use crate::guard::routing::{get, post};
use crate::guard::{HasAuth, Router};
use crate::model::{AuthUser, Changes, Fields, FromFields, Policy};
use crate::store::table::Purpose;
use crate::transport::body;

/// `GET`, `PATCH`, `DELETE /users/me`, and `POST /auth/change-password`, for any active user.
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct AccountRouter {
    policy: Option<&'static Policy>,
}

impl AccountRouter {
    /// For any active user.
    pub fn new() -> Self {
        Self::default()
    }

    /// For users whose address was verified only.
    pub fn verified(self) -> Self {
        Self { policy: Some(&VERIFIED) }
    }

    /// The routes, where the configuration has them.
    pub fn routes<S, U>(self, auth: &FastAuth<U>) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
        U: AuthUser,
    {
        let me = get(read_me::<U>).patch(update_me::<U>).delete(delete_me::<U>);
        let router = Router::new()
            .route(&format!("{}/me", auth.config().paths.users), me.ask(self.policy))
            .route(&auth.path("/change-password"), post(change_password::<U>).ask(self.policy));
        personal(router)
    }
}

async fn read_me<U: AuthUser>(Me { user, grants }: Me<U>) -> Json<U::Read> {
    Json(user.read(grants))
}

/// What users change of themselves.
struct UpdateMe<U: AuthUser> {
    email: Option<String>,
    username: Option<Option<String>>,
    own: U::Update,
}

impl<U: AuthUser> FromFields for UpdateMe<U> {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let email = fields.changed("email");
        let has_username = U::TABLE.column(Purpose::Name).is_some();
        let username = if has_username { fields.changed("username") } else { Some(None) };
        let own = U::Update::from_fields(fields);
        Some(Self { email: email?, username: username?, own: own? })
    }
}

/// The new address counts once it is verified: until then, the answer has the old one.
async fn update_me<U: AuthUser>(
    SignedIn { user, session }: SignedIn<U>,
    auth: FastAuth<U>,
    request: Request,
) -> Result<Json<U::Read>, AuthError> {
    let update: UpdateMe<U> = body::json(request, auth.config().body_limit).await?;
    // Whatever may refuse comes before anything is changed.
    let new_email = match &update.email {
        Some(email) => {
            auth.require_fresh_login(session).await?;
            auth.acceptable_email_change(&user, email).await?
        }
        None => None,
    };
    let changes = Changes { username: update.username, own: update.own, ..Changes::default() };
    let user = auth.update_user(user.id(), changes).await?;
    if let Some(email) = new_email {
        auth.send_email_change(&user, email).await?;
    }
    auth.read_user(&user).await.map(Json)
}

/// Of a user who came by a provider, and never set one, there is no password.
struct Confirmation {
    password: Option<Password>,
}

impl FromFields for Confirmation {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        Some(Self { password: fields.optional_password("password")? })
    }
}

async fn delete_me<U: AuthUser>(
    SignedIn { user, session }: SignedIn<U>,
    auth: FastAuth<U>,
    request: Request,
) -> Result<StatusCode, AuthError> {
    let confirmation: Confirmation = body::json(request, auth.config().body_limit).await?;
    auth.confirm(&user, session, "password", confirmation.password).await?;
    auth.delete_user(user.id()).await?;
    Ok(StatusCode::NO_CONTENT)
}

struct ChangePassword {
    current_password: Option<Password>,
    new_password: Password,
}

impl FromFields for ChangePassword {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let (current, new) = (fields.optional_password("current_password"), fields.password("new_password"));
        Some(Self { current_password: current?, new_password: new? })
    }
}

async fn change_password<U: AuthUser>(
    SignedIn { user, session }: SignedIn<U>,
    auth: FastAuth<U>,
    request: Request,
) -> Result<StatusCode, AuthError> {
    let ChangePassword { current_password, new_password } =
        body::json(request, auth.config().body_limit).await?;
    auth.change_password(&user, current_password, new_password, Some(session)).await?;
    Ok(StatusCode::NO_CONTENT)
}
