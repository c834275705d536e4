//! Parse, check, emit.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::{check, expand, fallback, input};
use crate::diagnostics::Diagnostics;

pub(crate) fn derive(input: DeriveInput) -> TokenStream {
    let mut errors = Diagnostics::default();
    let fallback = fallback::expand(&input);
    let user = input::read(input, &mut errors).and_then(|user| check::check(user, &mut errors));
    let expansion = match user {
        Some(user) if !errors.any() => expand::expand(&user),
        _ => fallback,
    };
    let errors = errors.finish();
    quote!(#errors #expansion)
}
