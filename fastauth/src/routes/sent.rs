//! Bodies of one member.

use crate::model::{Fields, FromFields};

macro_rules! one_member {
    ($(#[$doc:meta])* $body:ident { $member:ident }) => {
        $(#[$doc])*
        pub(super) struct $body {
            pub(super) $member: String,
        }

        impl FromFields for $body {
            fn from_fields(fields: &mut Fields) -> Option<Self> {
                Some(Self { $member: fields.required(stringify!($member))? })
            }
        }
    };
}

one_member! {
    /// `{email}`
    SentEmail { email }
}
one_member! {
    /// `{token}`
    SentToken { token }
}
