//! The gates that ask for a token, and for no user.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::{Access, AccessGate, Actor, HasAuth, told};
use crate::config::FastAuthConfig;
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::token::{AccessClaims, RefreshClaims};
use crate::transport::{Rejection, bearer, credentials};

/// A refresh token in a cookie is for the library's own routes, and for no other.
fn bearer_only(parts: &Parts, _config: &FastAuthConfig) -> Result<String, AuthError> {
    bearer::required(&parts.headers).map(str::to_owned)
}

macro_rules! token_gate {
    (
        $(#[$doc:meta])* $gate:ident, $claims:ident, $access:expr, $found:path,
        |$auth:ident, $token:ident| $read:expr
    ) => {
        $(#[$doc])*
        #[must_use]
        pub struct $gate<U> {
            claims: $claims,
            user: PhantomData<fn() -> U>,
        }

        impl<U> $gate<U> {
            /// What the token says.
            pub fn into_claims(self) -> $claims {
                self.claims
            }

            /// Claims that no token brought: for calling a handler in a unit test, and for nothing else.
            pub fn dangerous_assume(claims: $claims) -> Self {
                Self { claims, user: PhantomData }
            }
        }

        impl<U> Deref for $gate<U> {
            type Target = $claims;

            fn deref(&self) -> &$claims {
                &self.claims
            }
        }

        impl<U> fmt::Debug for $gate<U> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($gate))
            }
        }

        impl<U> AccessGate for $gate<U> {
            fn access() -> Access {
                $access
            }
        }

        impl<S: HasAuth<U>, U: AuthUser> FromRequestParts<S> for $gate<U> {
            type Rejection = Rejection;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
                let $auth = state.auth();
                let token = told(&$auth, parts, $found(parts, $auth.config())).await?;
                let $token = token.as_str();
                let claims = $read.await.map_err(AuthError::from)?;
                Actor::note_subject::<U>(parts, &claims.sub, claims.sid);
                Ok(Self { claims, user: PhantomData })
            }
        }
    };
}

token_gate! {
    /// A valid access token: what `#[require_token]` asks for. With JWT no database is touched, so a
    /// session that has ended meanwhile still passes, until the token does.
    AccessToken, AccessClaims, Access::AccessToken, credentials::required,
    |auth, token| auth.strategy().read_access(token)
}
token_gate! {
    /// The refresh token in force of a session: what `#[require_token(refresh)]` asks for. One statement;
    /// a token that was replaced does not pass.
    RefreshToken, RefreshClaims, Access::RefreshToken, bearer_only, |auth, token| auth.check_refresh(token)
}
token_gate! {
    /// An access token that may have expired: enough to end its session.
    ExpiredAccessToken, AccessClaims, Access::ExpiredAccessToken, credentials::required,
    |auth, token| auth.strategy().read_expired_access(token)
}
