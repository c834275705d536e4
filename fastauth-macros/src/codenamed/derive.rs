//! Parse, check, emit.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::{Kind, check, expand, fallback, input};
use crate::diagnostics::Diagnostics;

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
