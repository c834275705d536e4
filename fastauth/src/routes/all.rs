//! Every router at once.

use axum::response::Response;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, VARY, X_CONTENT_TYPE_OPTIONS};

use super::{account, auth, permissions, register, reset, roles, users, verify};
use crate::auth::FastAuth;
use crate::guard::{HasAuth, Router};
use crate::model::{AuthUser, Codenamed};
use crate::transport::CREDENTIALS;

impl<U: AuthUser> FastAuth<U> {
    /// Every ready-made route, to be merged into the application's router; its access matrix shows them.
    ///
    /// The handle is taken from the state, not from here: routes and guards cannot disagree about it.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
    {
        let mut router = Router::new()
            .merge(register::router::<S, U>())
            .merge(auth::router::<S, U>())
            .merge(account::router::<S, U>())
            .merge(verify::router::<S, U>())
            .merge(reset::router::<S, U>());
        // Without roles and permissions nobody could administer anything.
        if U::Role::TABLE.is_some() || U::Permission::TABLE.is_some() {
            router = router.merge(users::router::<S, U>());
        }
        if U::Role::TABLE.is_some() {
            router = router.merge(roles::router::<S, U>());
        }
        if U::Permission::TABLE.is_some() {
            router = router.merge(permissions::router::<S, U>());
        }
        router.layer(axum::middleware::map_response(personal))
    }
}

/// What is answered here is one person's, and no cache's (RFC 6749 section 5.1).
async fn personal(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(VARY, HeaderValue::from_static(CREDENTIALS));
    response
}
