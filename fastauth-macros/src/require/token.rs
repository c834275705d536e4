//! `#[require_token]`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Ident, PatType, Token, Type};

use super::handler::{Handler, finish};
use crate::attribute::arguments;
use crate::diagnostics::Diagnostics;
use crate::sql_type::{ungrouped, written};
use crate::wording::Message;

pub(crate) fn expand(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let Some(mut handler) = Handler::read("require_token", item.clone(), &mut errors) else {
        return finish(errors, item);
    };
    let read = arguments("require_token", tokens, &[], &mut errors, read);
    if let Some(((gate, _), _)) = &read {
        refuse_other_gates(&handler, gate, &mut errors);
    }
    let Some(((gate, user), _)) = read.filter(|_| !errors.any()) else {
        return finish(errors, handler.broken());
    };
    let parameter = handler.parameters().find(|(_, parameter)| is_gate(&parameter.ty, gate));
    let parameter = parameter.map(|(position, parameter)| (position, parameter.clone()));
    if let Some((position, PatType { attrs, pat, ty, .. })) = parameter {
        handler.remove(position);
        // Another type may be called the same, and let everybody in.
        let name = Ident::new("__token", ty.span());
        handler.begin_with(quote!(#(#attrs)* #name: #ty));
        handler.first_do(quote_spanned!(ty.span()=> let #pat = ::fastauth::__private::gate(#name);));
        if let Some(user) = user {
            let message = Message::new(format!("the user's type is read off the parameter of type `{gate}`"))
                .help("remove it here");
            errors.at(&user, message);
        }
    } else {
        let gate = format_ident!("{gate}");
        // Whose token it is must be said somewhere; most programs have one user, and call it that.
        let user = user.unwrap_or_else(|| {
            let default = Ident::new("User", Span::call_site());
            syn::parse_quote!(#default)
        });
        let ty = quote_spanned!(user.span()=> ::fastauth::__private::#gate<#user>);
        handler.begin_with(quote!(_: #ty));
    }
    finish(errors, handler.with_checked_answer())
}

/// `refresh`, then the user's type; each may be missing.
fn read(input: ParseStream<'_>) -> syn::Result<(&'static str, Option<Type>)> {
    let is_kind = |word: &Ident| word == "refresh" || word == "access";
    let mut gate = "AccessToken";
    if input.fork().parse::<Ident>().is_ok_and(|word| is_kind(&word)) {
        if input.parse::<Ident>()? == "refresh" {
            gate = "RefreshToken";
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    if input.is_empty() {
        return Ok((gate, None));
    }
    let word = input.fork().parse::<Ident>();
    if let Ok(word) = word
        && word.to_string().starts_with(|first: char| first.is_lowercase())
        && !input.peek2(Token![::])
    {
        let message = Message::new(format!("`#[require_token(…)]` has no key `{word}`"))
            .did_you_mean(&word.to_string(), &["refresh", "access"])
            .note("it takes `refresh`, and the type of the user if that is not `User`");
        return Err(syn::Error::new(word.span(), message.text()));
    }
    Ok((gate, Some(input.parse()?)))
}

/// A parameter that is the other token would be asked for beside this one.
fn refuse_other_gates(handler: &Handler, gate: &str, errors: &mut Diagnostics) {
    let (other, asked) = match gate {
        "RefreshToken" => ("AccessToken", "#[require_token(refresh)]` asks for a refresh token"),
        _ => ("RefreshToken", "#[require_token]` asks for an access token"),
    };
    for (_, parameter) in handler.parameters().filter(|(_, parameter)| is_gate(&parameter.ty, other)) {
        let message = Message::new(format!("`{asked}, and this is another"))
            .help(format!("write `{}`", written(&parameter.ty).replace(other, gate)))
            .note(
                "`#[require_token]` hands out an `AccessToken`, `#[require_token(refresh)]` a `RefreshToken`",
            );
        errors.at(&parameter.ty, message);
    }
}

fn is_gate(ty: &Type, gate: &str) -> bool {
    let Type::Path(path) = ungrouped(ty) else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == gate)
}
