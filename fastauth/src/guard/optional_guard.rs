//! A user if there is one: `user: Option<User>`.

use axum::extract::OptionalFromRequestParts;
use http::request::Parts;

use super::user_guard::authenticate;
use super::{Access, AccessGate, Guard, GuardPolicy, HasAuth, denied, told};
use crate::model::AuthUser;
use crate::transport::{Rejection, credentials};

impl<U, P: GuardPolicy> AccessGate for Option<Guard<U, P>> {
    fn access() -> Access {
        Access::OptionalUser
    }
}

/// Nothing only where no credential was sent: a bad one is refused, and so is a request that cannot be
/// decided.
impl<S, U, P> OptionalFromRequestParts<S> for Guard<U, P>
where
    S: HasAuth<U>,
    U: AuthUser,
    P: GuardPolicy,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Rejection> {
        let auth = state.auth();
        if told(&auth, parts, credentials::optional(parts, auth.config())).await?.is_none() {
            return Ok(None);
        }
        match authenticate(parts, state, const { &P::POLICY }).await? {
            (user, _, true) => Ok(Some(Self::passed_by(user))),
            (_, _, false) => Err(denied(&auth, parts, &P::POLICY).into()),
        }
    }
}
