//! `GET /users/me`.

use axum::Json;
use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::guard::routing::get;
use crate::guard::{Access, AccessGate, HasAuth, Router};
use crate::model::{AuthUser, Grants, Policy};
use crate::transport::{Rejection, bearer};

pub(super) fn router<S, U>() -> Router<S>
where
    S: HasAuth<U> + Clone + Send + Sync + 'static,
    U: AuthUser,
{
    Router::new().route("/users/me", get(read_me::<U>))
}

async fn read_me<U: AuthUser>(Me { user, grants }: Me<U>) -> Json<U::Read> {
    Json(user.read(grants))
}

/// Any active user, and what the user holds: a gate of its own, since one statement finds both.
struct Me<U> {
    user: U,
    grants: Grants,
}

const ANY_USER: Policy = Policy::new();

impl<U> AccessGate for Me<U> {
    fn access() -> Access {
        Access::User { policy: ANY_USER, own_check: None }
    }
}

impl<S: HasAuth<U>, U: AuthUser> FromRequestParts<S> for Me<U> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let token = bearer::required(&parts.headers)?;
        let auth = state.auth();
        let (user, grants) = auth.check_access_with_grants(token).await?;
        auth.check_state(&user, &ANY_USER)?;
        Ok(Self { user, grants })
    }
}
