//! `#[derive(Role)]` and `#[derive(Permission)]`: two names for one shape.

mod check;
mod expand;
mod fallback;
mod input;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::diagnostics::Diagnostics;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Role,
    Permission,
}

impl Kind {
    fn derive(self) -> &'static str {
        match self {
            Self::Role => "Role",
            Self::Permission => "Permission",
        }
    }

    fn attribute(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Permission => "permission",
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Role => "roles",
            Self::Permission => "permissions",
        }
    }

    fn example(self) -> &'static str {
        match self {
            Self::Role => "Admin",
            Self::Permission => "user:delete",
        }
    }
}

pub(crate) fn derive(kind: Kind, input: DeriveInput) -> TokenStream {
    let mut errors = Diagnostics::default();
    let (ident, is_generic) = (input.ident.clone(), !input.generics.params.is_empty());
    let input = input::read(kind, input, &mut errors);
    let known =
        input.as_ref().map(|input| check::constants(kind, &input.known, &mut errors)).unwrap_or_default();
    let model = input.and_then(|input| check::check(input, known.clone(), &mut errors));
    let expansion = match model {
        Some(model) if !errors.any() => expand::expand(kind, &model),
        _ if is_generic => TokenStream::new(),
        _ => fallback::expand(kind, &ident, &known),
    };
    let errors = errors.finish();
    quote!(#errors #expansion)
}
