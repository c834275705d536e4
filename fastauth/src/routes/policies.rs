//! Who may administer what: the role `Admin`, or the permission that is named.

use crate::guard::{Guard, GuardPolicy};
use crate::model::Policy;

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
