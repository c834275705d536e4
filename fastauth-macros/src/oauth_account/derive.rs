//! Parse, check, emit.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::{check, expand};
use crate::diagnostics::Diagnostics;

pub(crate) fn derive(input: DeriveInput) -> TokenStream {
    let mut errors = Diagnostics::default();
    let (ident, is_generic) = (input.ident.clone(), !input.generics.params.is_empty());
    let expansion = match check::check(input, &mut errors) {
        Some(account) if !errors.any() => expand::expand(&account),
        _ if is_generic => TokenStream::new(),
        _ => expand::fallback(&ident),
    };
    let errors = errors.finish();
    quote!(#errors #expansion)
}
