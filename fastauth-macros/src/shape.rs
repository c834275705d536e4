//! The types that the fields of the library's must have.

use crate::diagnostics::Diagnostics;
use crate::model::Field;
use crate::sql_type::{is_named, option_of};
use crate::wording::Message;

/// What a field of the library's must look like.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// This type.
    Plain(&'static str),
    /// It, or none.
    Optional(&'static str),
    /// A key, or none.
    OptionalKey,
}

impl Shape {
    /// Notes an error where the field for a purpose is of another type.
    pub(crate) fn check(self, field: &Field, purpose: &str, errors: &mut Diagnostics) {
        let ident = &field.ident;
        let message = match self {
            Self::Plain("PasswordHash") if !is_named(&field.ty, "PasswordHash") => {
                Message::new("this type cannot hold a password hash")
                    .help(format!("write `pub {ident}: PasswordHash`"))
                    .note("a plain `String` would let a password be stored as it was typed, and be shown")
            }
            Self::Plain(name) if !is_named(&field.ty, name) => {
                Message::new(format!("`{purpose}` must be a `{name}`"))
                    .help(format!("write `pub {ident}: {name}`"))
            }
            Self::Optional("EncryptedToken") if !is_optional(field, "EncryptedToken") => Message::new(
                "this type cannot hold a provider's token",
            )
            .help(format!("write `pub {ident}: Option<EncryptedToken>`"))
            .note(
                "a plain `String` would let whoever reads the table into the user's account at the provider",
            ),
            Self::Optional(name) if !is_optional(field, name) => {
                Message::new(format!("`{purpose}` must be an `Option<{name}>`"))
                    .help(format!("write `pub {ident}: Option<{name}>`"))
                    .note("nobody has to have one")
            }
            Self::OptionalKey if !["Uuid", "i32", "i64"].iter().any(|name| is_optional(field, name)) => {
                Message::new("`role_id` must be the key of a role, in an `Option`")
                    .help(format!("write `pub {ident}: Option<i32>`, or as the role's `id` is"))
                    .note("a user may have no role")
            }
            _ => return,
        };
        errors.at(&field.ty, message);
    }
}

fn is_optional(field: &Field, name: &str) -> bool {
    option_of(&field.ty).is_some_and(|inner| is_named(inner, name))
}
