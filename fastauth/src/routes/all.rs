//! Every router at once.

use axum::response::Response;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, VARY, X_CONTENT_TYPE_OPTIONS};

use super::{
    AccountRouter, AuthRouter, JwksRouter, OAuthRouter, PermissionsRouter, RegisterRouter, ResetRouter,
    RolesRouter, SessionsRouter, UsersRouter, VerifyRouter,
};
use crate::auth::FastAuth;
use crate::guard::{HasAuth, Router};
use crate::model::{AuthUser, Codenamed};
use crate::transport::CREDENTIALS;

impl<U: AuthUser> FastAuth<U> {
    /// Every ready-made route, to be merged into the application's router; its access matrix shows them. Each
    /// is in a router of its own as well: [`routes`](crate::routes).
    ///
    /// The configuration says where they are. The handle that they use is the state's: routes and guards cannot
    /// disagree about it.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: HasAuth<U> + Clone + Send + Sync + 'static,
    {
        let mut router = Router::new()
            .merge(RegisterRouter.routes(self))
            .merge(AuthRouter.routes(self))
            .merge(SessionsRouter.routes(self))
            .merge(AccountRouter::new().routes(self))
            .merge(VerifyRouter.routes(self))
            .merge(ResetRouter.routes(self))
            .merge(OAuthRouter.routes(self))
            .merge(JwksRouter.routes(self));
        // Without roles and permissions nobody could administer anything.
        if U::Role::TABLE.is_some() || U::Permission::TABLE.is_some() {
            router = router.merge(UsersRouter::new().routes(self));
        }
        if U::Role::TABLE.is_some() {
            router = router.merge(RolesRouter::new().routes(self));
        }
        if U::Permission::TABLE.is_some() {
            router = router.merge(PermissionsRouter::new().routes(self));
        }
        router
    }

    /// A path below the prefix of authentication: `/register`, say.
    pub(super) fn path(&self, route: &str) -> String {
        format!("{}{route}", self.config().paths.auth)
    }
}

/// What these routes answer is one person's, and no cache's (RFC 6749 section 5.1).
pub(super) fn personal<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(axum::middleware::map_response(async |mut response: Response| {
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(VARY, HeaderValue::from_static(CREDENTIALS));
        response
    }))
}
