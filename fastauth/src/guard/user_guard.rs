//! The extractor that lets in a user who passes a policy.

use std::fmt;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::{
    Access, AccessCheck, AccessGate, Actor, GuardPolicy, HasAuth, NoOwnCheck, OwnCheck, denied, told,
};
use crate::model::{AuthUser, Policy};
use crate::token::SessionId;
use crate::transport::{Rejection, credentials};

/// A user who passes the policy `P`, or the own check `C`.
///
/// `#[require_user]` puts it in the place of the `user` parameter, before every other extractor: a
/// stranger is turned away before anything of the request is parsed.
#[must_use]
pub struct Guard<U, P, C = NoOwnCheck> {
    user: U,
    policy: PhantomData<fn() -> (P, C)>,
}

impl<U, P, C> Guard<U, P, C> {
    /// The user.
    pub fn into_user(self) -> U {
        self.user
    }

    /// A guard that nobody passed: for calling a handler in a unit test, and for nothing else.
    pub fn dangerous_assume(user: U) -> Self {
        Self { user, policy: PhantomData }
    }

    pub(super) fn passed_by(user: U) -> Self {
        Self { user, policy: PhantomData }
    }
}

impl<U, P, C> fmt::Debug for Guard<U, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}

impl<U, P: GuardPolicy, C: AccessCheck<U>> AccessGate for Guard<U, P, C> {
    fn access() -> Access {
        Access::User { policy: P::POLICY, own_check: C::ASKS.then_some(C::NAME) }
    }
}

impl<S, U, P, C> FromRequestParts<S> for Guard<U, P, C>
where
    S: HasAuth<U>,
    U: AuthUser,
    P: GuardPolicy,
    C: OwnCheck<U, S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let (user, _, passes) = authenticate(parts, state, const { &P::POLICY }).await?;
        // Where the policy names nobody, the own check decides alone.
        let named = !(C::ASKS && P::POLICY.asks_for_nothing());
        if (passes && named) || C::allows(&user, parts, state).await? {
            Ok(Self::passed_by(user))
        } else {
            Err(denied(&state.auth(), parts, &P::POLICY).into())
        }
    }
}

/// The user that a request's token stands for, its session, and whether the policy lets the user pass.
pub(crate) async fn authenticate<S, U>(
    parts: &mut Parts,
    state: &S,
    policy: &'static Policy,
) -> Result<(U, SessionId, bool), Rejection>
where
    S: HasAuth<U>,
    U: AuthUser,
{
    let auth = state.auth();
    let token = told(&auth, parts, credentials::required(parts, auth.config())).await?;
    let (user, session, passes) = auth.check_session(&token, policy).await?;
    Actor::note::<U>(parts, user.id(), session);
    auth.check_state(&user, policy)?;
    Ok((user, session, passes))
}
