//! `#[derive(OAuthAccount)]`.

mod check;
mod expand;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::diagnostics::Diagnostics;

pub(crate) fn derive(input: DeriveInput) -> TokenStream {
    let mut errors = Diagnostics::default();
    let ident = input.ident.clone();
    let expansion = match check::check(input, &mut errors) {
        Some(account) if !errors.any() => expand::expand(&account),
        _ => expand::fallback(&ident),
    };
    let errors = errors.finish();
    quote!(#errors #expansion)
}
