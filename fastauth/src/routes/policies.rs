//! Who may administer what: the role of administrators, or the permission that is named.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::guard::{Access, AccessGate, AdminOnly, GuardPolicy, HasAuth, Replaced, authenticate, denied};
use crate::model::{AuthUser, Policy};
use crate::token::SessionId;
use crate::transport::Rejection;

macro_rules! policies {
    ($($policy:ident: $permission:literal;)*) => {$(
        pub(super) struct $policy<U>(PhantomData<fn() -> U>);

        impl<U: AuthUser> GuardPolicy for $policy<U> {
            const POLICY: Policy = AdminOnly::<U>::POLICY.permissions(&[$permission]);
        }
    )*};
}

policies! {
    ReadUsers: "user:read";
    CreateUsers: "user:create";
    UpdateUsers: "user:update";
    DeleteUsers: "user:delete";
    ReadRoles: "role:read";
    WriteRoles: "role:write";
    ReadPermissions: "permission:read";
    WritePermissions: "permission:write";
}

/// A router whose routes ask for the role of administrators or a permission, unless another policy is put in the
/// place of it: for each kind of route a method.
macro_rules! policed_router {
    ($(#[$router_doc:meta])* $router:ident { $($(#[$doc:meta])* $kind:ident,)* }) => {
        $(#[$router_doc])*
        #[derive(Debug)]
        #[must_use]
        pub struct $router<U: AuthUser> {
            $($kind: Option<&'static PolicyOf<U>>,)*
        }

        impl<U: AuthUser> $router<U> {
            /// For administrators, and for whoever holds the permission of a route.
            pub fn new() -> Self {
                Self { $($kind: None,)* }
            }

            $(
                $(#[$doc])*
                pub fn $kind(mut self, policy: &'static PolicyOf<U>) -> Self {
                    self.$kind = Some(policy);
                    self
                }
            )*
        }

        impl<U: AuthUser> Default for $router<U> {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}
pub(super) use policed_router;

/// Whoever passes the policy `P`, or the one that the router puts in its place.
pub(super) struct By<U, P> {
    user: U,
    session: SessionId,
    policy: PhantomData<fn() -> P>,
}

impl<U, P> By<U, P> {
    pub(super) fn into_user(self) -> U {
        self.user
    }
}

impl<U, P: GuardPolicy> AccessGate for By<U, P> {
    fn access() -> Access {
        Access::User { policy: P::POLICY, own_check: None }
    }
}

impl<S: HasAuth<U>, U: AuthUser, P: GuardPolicy> FromRequestParts<S> for By<U, P> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let policy = in_force(parts, const { &P::POLICY });
        match authenticate(parts, state, policy).await? {
            (user, session, true) => Ok(Self { user, session, policy: PhantomData }),
            (_, _, false) => Err(denied(&state.auth(), parts, policy).into()),
        }
    }
}

/// A gate's own policy, unless the router puts another in its place.
pub(super) fn in_force(parts: &Parts, own: &'static Policy) -> &'static Policy {
    parts.extensions.get::<Replaced>().map_or(own, |Replaced(policy)| policy)
}

/// Whoever passes it, by a fresh login: what gives somebody rights or takes an account away is not for a
/// session that was left open somewhere (SS-15).
pub(super) async fn freshly<U: AuthUser, P>(by: By<U, P>, auth: &FastAuth<U>) -> Result<U, AuthError> {
    auth.require_fresh_login(by.session).await.map(|()| by.user)
}
