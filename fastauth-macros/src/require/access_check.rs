//! `#[access_check]`: a function that answers whether a user may pass, as what `or = …` names.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Type};

use super::handler::{Handler, finish};
use crate::attribute::arguments;
use crate::diagnostics::Diagnostics;
use crate::wording::Message;

pub(crate) fn expand(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let Some(handler) = Handler::read("access_check", item.clone(), &mut errors) else {
        return finish(errors, item);
    };
    arguments("access_check", tokens, &[], &mut errors, |_| Ok(()));
    let Some(user) = user_of(&handler, &mut errors).filter(|_| !errors.any()) else {
        return finish(errors, item);
    };
    let types: Vec<Type> = handler.parameters().skip(1).map(|(_, parameter)| (*parameter.ty).clone()).collect();
    let check = implementation(&handler, &user, &types);
    let function = &handler.function;
    finish(errors, quote!(#function #check))
}

/// The first parameter is `&User`.
fn user_of(handler: &Handler, errors: &mut Diagnostics) -> Option<Type> {
    let first = handler.parameters().next().map(|(_, parameter)| (*parameter.ty).clone());
    match first {
        Some(Type::Reference(reference)) => Some(*reference.elem),
        _ => {
            let message = Message::new(format!("`{}` is not asked about anybody", handler.function.sig.ident))
                .help("let its first parameter be `user: &User`")
                .note("extractors of the request's head can follow; the answer is a `Result<bool, AuthError>`");
            errors.at(&handler.function.sig.ident, message);
            None
        }
    }
}

fn implementation(handler: &Handler, user: &Type, types: &[Type]) -> TokenStream {
    let (vis, function) = (&handler.function.vis, &handler.function.sig.ident);
    let values: Vec<Ident> = (0..types.len()).map(|position| format_ident!("argument{position}")).collect();
    let doc = format!("[`{function}()`], as what `or = {function}` names.");
    quote! {
        #[doc = #doc]
        #[allow(non_camel_case_types, reason = "named as the function is")]
        #vis enum #function {}

        const _: () = {
            impl<S> ::fastauth::__private::OwnCheck<#user, S> for #function
            where
                S: ::core::marker::Send + ::core::marker::Sync,
                #(#types: ::fastauth::__private::axum::extract::FromRequestParts<S>,)*
            {
                async fn allows(
                    user: &#user,
                    parts: &mut ::fastauth::__private::Parts,
                    state: &S,
                ) -> ::core::result::Result<bool, ::fastauth::AuthError> {
                    #(
                        let ::core::result::Result::Ok(#values) =
                            <#types as ::fastauth::__private::axum::extract::FromRequestParts<S>>
                                ::from_request_parts(parts, state).await
                        else {
                            return ::core::result::Result::Ok(false);
                        };
                    )*
                    #function(user, #(#values),*).await
                }
            }
        };
    }
}
