//! Gates that most services want, ready-made: for handlers without an attribute.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::{Access, AccessGate, Actor, Guard, GuardPolicy, HasAuth, denied, told};
use crate::model::{AuthUser, Codenamed, Policy};
use crate::transport::{Rejection, credentials};

/// A user with the role of administrators (`ADMIN_REQUIRED` of fastapi-fastauth).
///
/// ```
/// # use fastauth::model::AuthUser;
/// use fastauth::guard::AdminUser;
///
/// async fn settings<User: AuthUser>(admin: AdminUser<User>) -> String {
///     admin.into_user().email().to_owned()
/// }
/// ```
pub type AdminUser<U> = Guard<U, AdminOnly<U>>;

/// The policy of [`AdminUser`].
#[derive(Debug)]
pub struct AdminOnly<U>(PhantomData<fn() -> U>);

impl<U: AuthUser> AdminOnly<U> {
    const ROLES: &'static [&'static str] = &[<U::Role as Codenamed>::ADMIN_ROLE];
}

impl<U: AuthUser> GuardPolicy for AdminOnly<U> {
    const POLICY: Policy = Policy::new().roles(Self::ROLES);
}

/// A user with the role that everybody has who registers (`DEFAULT_USER` of fastapi-fastauth): the one that
/// [`user_default_role`](crate::FastAuthConfig::user_default_role) names. Where it names none, nobody passes.
#[derive(Debug)]
#[must_use]
pub struct DefaultUser<U>(U);

impl<U> DefaultUser<U> {
    /// The user.
    pub fn into_user(self) -> U {
        self.0
    }

    /// One that nobody passed: for calling a handler in a unit test, and for nothing else.
    pub fn dangerous_assume(user: U) -> Self {
        Self(user)
    }
}

const ANY_USER: Policy = Policy::new();

impl<U> AccessGate for DefaultUser<U> {
    fn access() -> Access {
        Access::User { policy: ANY_USER, own_check: Some("default role") }
    }
}

impl<S: HasAuth<U>, U: AuthUser> FromRequestParts<S> for DefaultUser<U> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let auth = state.auth();
        let token = told(&auth, parts, credentials::required(parts, auth.config())).await?;
        let (user, session, grants) = auth.check_access_with_grants(&token).await?;
        Actor::note::<U>(parts, user.id(), session);
        auth.check_state(&user, &ANY_USER)?;
        let role = grants.role.as_ref().map(|role| role.codename.as_str());
        if role.is_some() && role == auth.config().user_default_role.as_deref() {
            Ok(Self(user))
        } else {
            Err(denied(&auth, parts, &ANY_USER).into())
        }
    }
}
