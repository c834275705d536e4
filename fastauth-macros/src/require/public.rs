//! `#[public]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::handler::{Handler, finish};
use crate::attribute::arguments;
use crate::diagnostics::Diagnostics;

pub(crate) fn expand(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let Some(mut handler) = Handler::read("public", item.clone(), &mut errors) else {
        return finish(errors, item);
    };
    arguments("public", tokens, &[], &mut errors, |_| Ok(()));
    if errors.any() {
        return finish(errors, handler.broken());
    }
    handler.begin_with(quote!(_: ::fastauth::Public));
    finish(errors, handler.with_checked_answer())
}
