//! `GET /users/me`.

use axum::Json;

use super::handle::Handle;
use crate::error::AuthError;
use crate::guard::routing::get;
use crate::guard::{Guard, GuardPolicy, HasAuth, Router};
use crate::model::{AuthUser, Policy};

pub(super) fn router<S, U>() -> Router<S>
where
    S: HasAuth<U> + Clone + Send + Sync + 'static,
    U: AuthUser,
{
    Router::new().route("/users/me", get(read_me::<U>))
}

/// Any active user.
struct ActiveUser;

impl GuardPolicy for ActiveUser {
    const POLICY: Policy = Policy::new();
}

async fn read_me<U: AuthUser>(
    guard: Guard<U, ActiveUser>,
    Handle(auth): Handle<U>,
) -> Result<Json<U::Read>, AuthError> {
    auth.read_user(&guard.into_user()).await.map(Json)
}
