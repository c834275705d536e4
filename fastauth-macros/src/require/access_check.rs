//! `#[access_check]`: a function that answers whether a user may pass, as what `or = …` names.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Ident, ReturnType, Type};

use super::handler::{Handler, finish};
use crate::attribute::arguments;
use crate::diagnostics::{Diagnostics, at};
use crate::sql_type::{ungrouped, written};
use crate::wording::Message;

pub(crate) fn expand(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let Some(handler) = Handler::read("access_check", item.clone(), &mut errors) else {
        return finish(errors, item);
    };
    arguments("access_check", tokens, &[], &mut errors, |_| Ok(()));
    let user = user_of(&handler, &mut errors).filter(|_| !errors.any());
    let name = named_as_the_function(&handler);
    let check = match user {
        Some(user) => implementation(&handler, &user),
        None => fallback(&handler.function.sig.ident),
    };
    let function = &handler.function;
    finish(errors, quote!(#function #name const _: () = { #check };))
}

/// The first parameter is `&User`.
fn user_of(handler: &Handler, errors: &mut Diagnostics) -> Option<Type> {
    let note = "extractors of the request's head can follow; the answer is a `Result<bool, AuthError>`";
    let name = &handler.function.sig.ident;
    match handler.parameters().next() {
        Some((_, parameter)) => match ungrouped(&parameter.ty) {
            Type::Reference(reference) => Some((*reference.elem).clone()),
            other => {
                let message =
                    Message::new(format!("`{name}` is asked about a user, and takes none by reference"))
                        .help(format!("let its first parameter be `user: &{}`", written(other)))
                        .note(note);
                errors.at(other, message);
                None
            }
        },
        None => {
            let message = Message::new(format!("`{name}` is asked about a user, and takes none"))
                .help("let its first parameter be `user: &User`")
                .note(note);
            errors.at(name, message);
            None
        }
    }
}

/// A type can be named in a type, as a function cannot.
fn named_as_the_function(handler: &Handler) -> TokenStream {
    let (vis, function) = (&handler.function.vis, &handler.function.sig.ident);
    let doc = format!(" [`{function}()`], as what `or = {function}` names.");
    quote! {
        #[doc = #doc]
        #[allow(non_camel_case_types, reason = "named as the function is")]
        #vis enum #function {}
    }
}

fn implementation(handler: &Handler, user: &Type) -> TokenStream {
    let function = &handler.function.sig.ident;
    let name = function.unraw().to_string();
    let types: Vec<&Type> = handler.parameters().skip(1).map(|(_, parameter)| &*parameter.ty).collect();
    let values: Vec<Ident> = (1..=types.len()).map(|position| format_ident!("extracted{position}")).collect();
    // At the type of the answer, where rustc then says that it is none.
    let answer = match &handler.function.sig.output {
        ReturnType::Type(_, ty) => at(ty),
        ReturnType::Default => at(function),
    };
    let (mut called, mut head) = (function.clone(), quote_spanned!(answer=> user));
    called.set_span(answer);
    head.extend(values.iter().map(|value| quote_spanned!(answer=> , #value)));
    let answer = quote_spanned!(answer=> __fastauth::answer(#called(#head).await));
    quote! {
        use ::fastauth::__private as __fastauth;

        impl __fastauth::AccessCheck<#user> for #function {
            const NAME: &'static str = #name;
        }

        impl<S> __fastauth::OwnCheck<#user, S> for #function
        where
            S: ::core::marker::Send + ::core::marker::Sync,
            #(#types: __fastauth::FromRequestParts<S>,)*
        {
            async fn allows(
                user: &#user,
                parts: &mut __fastauth::Parts,
                state: &S,
            ) -> ::core::result::Result<bool, __fastauth::AuthError> {
                #(
                    let #values =
                        match <#types as __fastauth::FromRequestParts<S>>::from_request_parts(parts, state).await {
                            ::core::result::Result::Ok(extracted) => extracted,
                            ::core::result::Result::Err(rejection) => return __fastauth::not_asked(rejection),
                        };
                )*
                #answer
            }
        }
    }
}

/// A check with errors asks about anybody, so that a handler that names it does not complain, too.
fn fallback(function: &Ident) -> TokenStream {
    quote! {
        use ::fastauth::__private as __fastauth;

        impl<U> __fastauth::AccessCheck<U> for #function {
            const NAME: &'static str = "";
        }

        impl<U: ::core::marker::Sync, S: ::core::marker::Sync> __fastauth::OwnCheck<U, S> for #function {
            async fn allows(
                _: &U,
                _: &mut __fastauth::Parts,
                _: &S,
            ) -> ::core::result::Result<bool, __fastauth::AuthError> {
                __fastauth::missing()
            }
        }
    }
}
