//! The gates of a user's own routes: any active user, with what such a route needs beside the user.

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::policies::in_force;
use crate::guard::{Access, AccessGate, Actor, HasAuth, told};
use crate::model::{AuthUser, Grants, Policy};
use crate::token::SessionId;
use crate::transport::{Rejection, credentials};

const ANY_USER: Policy = Policy::new();

/// What takes its place where only verified users have an account to look at.
pub(super) const VERIFIED: Policy = Policy::new().verified();

/// The user, and what the user holds: one statement finds both.
pub(super) struct Me<U> {
    pub(super) user: U,
    pub(super) grants: Grants,
}

/// The user, and the session that the request came by.
pub(super) struct SignedIn<U> {
    pub(super) user: U,
    pub(super) session: SessionId,
}

macro_rules! gate_of_any_user {
    ($gate:ident, |$auth:ident, $token:ident, $parts:ident| $found:expr) => {
        impl<U> AccessGate for $gate<U> {
            fn access() -> Access {
                Access::User { policy: ANY_USER, own_check: None }
            }
        }

        impl<S: HasAuth<U>, U: AuthUser> FromRequestParts<S> for $gate<U> {
            type Rejection = Rejection;

            async fn from_request_parts($parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
                let $auth = state.auth();
                let token = told(&$auth, $parts, credentials::required($parts, $auth.config())).await?;
                let $token = token.as_str();
                let found = $found;
                // The account's router replaces it by none that names a role or a permission.
                $auth.check_state(&found.user, in_force($parts, &ANY_USER))?;
                Ok(found)
            }
        }
    };
}

gate_of_any_user!(Me, |auth, token, parts| {
    let (user, _, grants) = auth.check_access_with_grants(token).await?;
    Me { user, grants }
});
gate_of_any_user!(SignedIn, |auth, token, parts| {
    let (user, session, _) = auth.check_session(token, const { &ANY_USER }).await?;
    Actor::note::<U>(parts, user.id(), session);
    SignedIn { user, session }
});
