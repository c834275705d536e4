//! The read, create and update schemas of a model.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Ident, Type, Visibility};

use crate::diagnostics::at;
use crate::model::Field;
use crate::sql_type::{is_named, option_of};

/// A member of a schema.
pub(crate) struct Member {
    pub(crate) ident: Ident,
    pub(crate) ty: TokenStream,
    pub(crate) doc: String,
    pub(crate) attribute: TokenStream,
}

impl Member {
    pub(crate) fn new(ident: Ident, ty: TokenStream, doc: &str) -> Self {
        Self { ident, ty, doc: format!(" {doc}"), attribute: TokenStream::new() }
    }

    /// A field that is shown as it is.
    pub(crate) fn shown(field: &Field) -> Self {
        let (ident, ty) = (&field.ident, &field.ty);
        let attribute = match option_of(ty).unwrap_or(ty) {
            moment if !is_named(moment, "OffsetDateTime") => TokenStream::new(),
            _ if option_of(ty).is_some() => quote!(#[serde(with = "::fastauth::__private::rfc3339::option")]),
            _ => quote!(#[serde(with = "::fastauth::__private::rfc3339")]),
        };
        Self { attribute, ..Self::new(ident.clone(), quote!(#ty), &format!("The model's `{ident}`.")) }
    }
}

pub(crate) fn name(model: &Ident, suffix: &str) -> Ident {
    format_ident!("{model}{suffix}")
}

/// What an answer shows of a model.
pub(crate) fn read(model: &Ident, vis: &Visibility, members: &[Member]) -> TokenStream {
    let ident = name(model, "Read");
    let doc = format!(" What an answer shows of a [`{model}`].");
    let members = declare(members);
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::fastauth::__private::serde::Serialize)]
        #[serde(crate = "::fastauth::__private::serde")]
        #vis struct #ident { #members }
    }
}

/// What a client sends to make one.
pub(crate) fn create(model: &Ident, vis: &Visibility, members: &[Member]) -> TokenStream {
    let ident = name(model, "Create");
    let doc = format!(" What a client sends to make a [`{model}`].");
    let members = declare(members);
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[allow(dead_code, reason = "for the routes that read it, if there are any")]
        #vis struct #ident { #members }
    }
}

/// What a client sends to change one: `None` leaves a field as it is.
pub(crate) fn update(model: &Ident, vis: &Visibility, members: &[Member]) -> TokenStream {
    let ident = name(model, "Update");
    let doc = format!(" What changes of a [`{model}`]; what is `None` stays.");
    let members = declare(members);
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::default::Default)]
        #[allow(dead_code, reason = "for the routes that read it, if there are any")]
        #vis struct #ident { #members }
    }
}

fn declare(members: &[Member]) -> TokenStream {
    let members = members.iter().map(|Member { ident, ty, doc, attribute }| {
        quote! {
            #[doc = #doc]
            #attribute
            pub #ident: #ty,
        }
    });
    quote!(#(#members)*)
}

/// `FromFields` of a schema: each member with the call that reads it.
pub(crate) fn from_fields(schema: &Ident, reads: &[(Ident, TokenStream)]) -> TokenStream {
    let idents: Vec<&Ident> = reads.iter().map(|(ident, _)| ident).collect();
    let calls = reads.iter().map(|(ident, call)| quote!(let #ident = #call;));
    let fields = if reads.is_empty() { quote!(_fields) } else { quote!(__fields) };
    quote! {
        impl __fastauth::FromFields for #schema {
            fn from_fields(#fields: &mut __fastauth::Fields) -> ::core::option::Option<Self> {
                #(#calls)*
                ::core::option::Option::Some(Self { #(#idents: #idents?),* })
            }
        }
    }
}

/// The call that reads a field of the model's own when one is made.
pub(crate) fn read_created(field: &Field) -> TokenStream {
    let (name, default) = (field.ident.unraw().to_string(), field.default());
    let place = at(&field.ty);
    let moment = if is_moment(&field.ty) { "_moment" } else { "" };
    let (required, optional) =
        (format_ident!("required{moment}", span = place), format_ident!("optional{moment}", span = place));
    if option_of(&field.ty).is_some() {
        quote_spanned!(place=> __fields.#optional(#name))
    } else if field.options.has("default") {
        quote_spanned!(place=> __fields.#optional(#name).map(|value| value.unwrap_or_else(|| #default)))
    } else {
        quote_spanned!(place=> __fields.#required(#name))
    }
}

/// The call that reads a field of the model's own when one is changed.
pub(crate) fn read_changed(field: &Field) -> TokenStream {
    let (name, place) = (field.ident.unraw().to_string(), at(&field.ty));
    match (option_of(&field.ty).is_some(), is_moment(&field.ty)) {
        (_, false) => quote_spanned!(place=> __fields.changed(#name)),
        (false, true) => quote_spanned!(place=> __fields.optional_moment(#name)),
        (true, true) => quote_spanned!(place=> __fields.changed_moment(#name)),
    }
}

fn is_moment(ty: &Type) -> bool {
    is_named(option_of(ty).unwrap_or(ty), "OffsetDateTime")
}
