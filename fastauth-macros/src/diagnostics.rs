//! Collects every error of one macro call.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;

use crate::wording::Message;

/// The place of these tokens, for code in which rustc may find an error: it underlines them, and resolves
/// names as everywhere in generated code.
pub(crate) fn at(tokens: &impl Spanned) -> Span {
    tokens.span().resolved_at(Span::call_site())
}

/// The errors found so far. It must be [finished](Diagnostics::finish): dropping it with an error
/// inside fails the macro, so that none can be forgotten.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
}

impl Diagnostics {
    /// An error at these tokens, from the first to the last.
    pub(crate) fn at(&mut self, tokens: &impl ToTokens, message: Message) {
        self.errors.push(syn::Error::new_spanned(tokens, message.text()));
    }

    /// An error that syn found.
    pub(crate) fn syntax(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// What `result` holds, or its error noted.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.syntax(error)).ok()
    }

    pub(crate) fn any(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The errors, as what rustc reports them from.
    pub(crate) fn finish(mut self) -> TokenStream {
        let errors = std::mem::take(&mut self.errors).into_iter().map(|error| error.into_compile_error());
        quote!(#(#errors)*)
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        assert!(
            self.errors.is_empty() || std::thread::panicking(),
            "errors were found and not reported: {:?}",
            self.errors
        );
    }
}
