//! Who may administer what: the role `Admin`, or the permission that is named.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::guard::{Guard, GuardPolicy};
use crate::model::{AuthUser, Policy};

macro_rules! policies {
    ($($(#[$doc:meta])* $policy:ident: $permission:literal;)*) => {$(
        $(#[$doc])*
        pub(super) enum $policy {}

        impl GuardPolicy for $policy {
            const POLICY: Policy = Policy::new().roles(&["Admin"]).permissions(&[$permission]);
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

/// Whoever passes it.
pub(super) type By<U, P> = Guard<U, P>;

/// Whoever passes it, by a fresh login: what gives somebody rights or takes an account away is not for a
/// session that was left open somewhere (SS-15).
pub(super) async fn freshly<U: AuthUser, P>(by: By<U, P>, auth: &FastAuth<U>) -> Result<U, AuthError> {
    let (user, session) = by.into_parts();
    match session {
        Some(session) => auth.require_fresh_login(session).await.map(|()| user),
        None => Err(AuthError::ReauthenticationRequired),
    }
}
