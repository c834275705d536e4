//! What a handler must begin with.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::auth::FastAuth;
use crate::model::{AuthUser, Policy};

/// What a gate asks of a request, as the access matrix shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Public,
    /// A valid access token, and no user.
    AccessToken,
    /// An access token of the library's, expired or not: for ending its session.
    ExpiredAccessToken,
    /// A valid refresh token.
    RefreshToken,
    /// A user who passes the policy.
    User {
        /// The policy.
        policy: Policy,
        /// The handler's own check, which lets in those whom the policy does not; and decides alone where
        /// the policy names no role and no permission.
        own_check: Option<&'static str>,
    },
    /// Anybody; a user, where a token is sent.
    OptionalUser,
    /// Whatever the routes behind it ask: nothing is known of them.
    Unchecked {
        /// Why that is right.
        reason: &'static str,
    },
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::AccessToken => f.write_str("access token"),
            Self::ExpiredAccessToken => f.write_str("access token, expired or not"),
            Self::RefreshToken => f.write_str("refresh token"),
            Self::User { policy, own_check: None } => policy.fmt(f),
            Self::User { policy, own_check: Some(check) } if policy.asks_for_nothing() => {
                write!(f, "{policy}, if {check}")
            }
            Self::User { policy, own_check: Some(check) } => write!(f, "{policy}, or {check}"),
            Self::OptionalUser => f.write_str("public, with the user if there is one"),
            Self::Unchecked { reason } => write!(f, "unchecked: {reason}"),
        }
    }
}

/// An extractor that decides who may pass. A guarded handler begins with one.
#[diagnostic::on_unimplemented(
    message = "this handler declares no access",
    label = "`{Self}` is its first extractor, and decides nothing",
    note = "annotate the handler with `#[require_user]`, `#[require_token]` or `#[public]`"
)]
pub trait AccessGate {
    /// What it asks.
    fn access() -> Access;
}

/// An axum state that a [`FastAuth`] can be taken from: every `S` with `FastAuth<U>: FromRef<S>`.
#[diagnostic::on_unimplemented(
    message = "the state `{Self}` has no `FastAuth<{U}>`",
    note = "add a field `auth: FastAuth<{U}>` and `#[derive(FromRef)]` to `{Self}`"
)]
pub trait HasAuth<U: AuthUser>: Send + Sync {
    /// The handle.
    fn auth(&self) -> FastAuth<U>;
}

/// A state behind an `Arc` has what the state has.
#[diagnostic::do_not_recommend]
impl<S, U> FromRef<Arc<S>> for FastAuth<U>
where
    U: AuthUser,
    Self: FromRef<S>,
{
    fn from_ref(state: &Arc<S>) -> Self {
        Self::from_ref(&**state)
    }
}

#[diagnostic::do_not_recommend]
impl<S, U> HasAuth<U> for S
where
    S: Send + Sync,
    U: AuthUser,
    FastAuth<U>: FromRef<S>,
{
    fn auth(&self) -> FastAuth<U> {
        FastAuth::from_ref(self)
    }
}
