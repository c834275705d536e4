//! The function under an attribute.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Ident, ItemFn, Pat, PatType, ReturnType, Stmt, Type};

use crate::diagnostics::Diagnostics;
use crate::sql_type::written;
use crate::wording::Message;

/// A handler on its way to another first parameter.
pub(super) struct Handler {
    pub(super) function: ItemFn,
}

impl Handler {
    /// Reads the function; nothing where it is none that can be a handler.
    pub(super) fn read(attribute: &str, item: TokenStream, errors: &mut Diagnostics) -> Option<Self> {
        let Ok(function) = syn::parse2::<ItemFn>(item.clone()) else {
            let message = Message::new(format!("`#[{attribute}]` belongs on a function"))
                .help("put it on the handler: `async fn handler(…)`");
            errors.at(&item, message);
            return None;
        };
        if let Some(receiver) = function.sig.receiver() {
            let message =
                Message::new("a method cannot be a handler of axum's").help("make it a free function");
            errors.at(receiver, message);
            return None;
        }
        for other in function.attrs.iter().filter(|other| declares_access(other)) {
            let message = Message::new(format!("`#[{attribute}]` says who may pass, and this says it again"))
                .help("keep one of the two");
            errors.at(other, message);
        }
        if function.sig.asyncness.is_none() {
            let message = Message::new(format!("a function under `#[{attribute}]` must be async"))
                .help(format!("write `async fn {}`", function.sig.ident));
            errors.at(&function.sig.fn_token, message);
        }
        Some(Self { function })
    }

    /// What is left of a handler with errors: async, open, and without its user. So the editor keeps
    /// working, and the router does not complain, too.
    pub(super) fn broken(mut self) -> ItemFn {
        self.function.sig.asyncness.get_or_insert_default();
        self.function.attrs.retain(|attribute| !declares_access(attribute));
        while let Some((position, PatType { pat, ty, .. })) = self.user().or(self.user_of_another_name()) {
            self.remove(position);
            self.first_do(quote!(let #pat: #ty = ::fastauth::__private::missing();));
        }
        self.begin_with(quote!(_: ::fastauth::Public));
        self.function
    }

    /// The parameters with a type, each with its position.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (usize, &PatType)> {
        self.function.sig.inputs.iter().enumerate().filter_map(|(position, argument)| match argument {
            FnArg::Typed(typed) => Some((position, typed)),
            FnArg::Receiver(_) => None,
        })
    }

    /// The first parameter that is the user, and its position.
    fn user(&self) -> Option<(usize, PatType)> {
        self.parameters()
            .find(|(_, parameter)| binding(parameter).is_some_and(is_user))
            .map(|(position, parameter)| (position, parameter.clone()))
    }

    /// The one parameter that looks like a user and is not called so: `me: User`.
    pub(super) fn user_of_another_name(&self) -> Option<(usize, PatType)> {
        let looks_so = |(_, parameter): &(usize, &PatType)| written(&parameter.ty) == "User";
        self.parameters().find(looks_so).map(|(position, parameter)| (position, parameter.clone()))
    }

    /// Takes a parameter away.
    pub(super) fn remove(&mut self, position: usize) {
        let inputs = std::mem::take(&mut self.function.sig.inputs);
        self.function.sig.inputs = inputs
            .into_iter()
            .enumerate()
            .filter(|(other, _)| *other != position)
            .map(|(_, input)| input)
            .collect();
    }

    /// Puts a parameter before all others: axum extracts in this order.
    pub(super) fn begin_with(&mut self, parameter: TokenStream) {
        if let Ok(parameter) = syn::parse2::<FnArg>(parameter) {
            self.function.sig.inputs.insert(0, parameter);
        }
    }

    /// Puts a statement before the body.
    pub(super) fn first_do(&mut self, statement: TokenStream) {
        if let Ok(statement) = syn::parse2::<Stmt>(statement) {
            self.function.block.stmts.insert(0, statement);
        }
    }
}

impl Handler {
    /// The handler, and in it a check that rustc reports at the type of its answer: at the route, it could
    /// only say that this is no handler. A type that only the signature can spell is not checked.
    pub(super) fn with_checked_answer(mut self) -> ItemFn {
        let answer = match &self.function.sig.output {
            ReturnType::Type(_, ty) if self.function.sig.generics.params.is_empty() && is_spelled_out(ty) => {
                ty
            }
            _ => return self.function,
        };
        let check =
            quote_spanned!(answer.span()=> const _: () = ::fastauth::__private::is_answer::<#answer>(););
        self.first_do(check);
        self.function
    }
}

/// Whether a type can be written outside its signature: without `Self`, `impl Trait`, `_` and lifetimes
/// left out.
fn is_spelled_out(ty: &Type) -> bool {
    let words = ty.to_token_stream();
    !words_of(words).any(|word| matches!(&*word, "impl" | "_" | "&" | "dyn" | "'" | "Self"))
}

fn words_of(tokens: TokenStream) -> Box<dyn Iterator<Item = String>> {
    Box::new(tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => words_of(group.stream()),
        token => Box::new(std::iter::once(token.to_string())),
    }))
}

/// Whether an attribute is one of those that a handler has one of.
fn declares_access(attribute: &Attribute) -> bool {
    let name = attribute.path().segments.last().map(|segment| segment.ident.to_string());
    name.is_some_and(|name| ["require_user", "require_token", "public", "access_check"].contains(&&*name))
}

/// The name that a parameter binds, if it is a plain one.
pub(super) fn binding(parameter: &PatType) -> Option<&Ident> {
    match &*parameter.pat {
        Pat::Ident(pattern) => Some(&pattern.ident),
        _ => None,
    }
}

/// Whether a parameter of this name is the handler's user.
pub(super) fn is_user(name: &Ident) -> bool {
    name == "user" || name == "_user"
}

/// What a macro with errors leaves: the function as it was, so that the editor keeps working.
pub(super) fn finish(errors: Diagnostics, item: impl ToTokens) -> TokenStream {
    let errors = errors.finish();
    quote!(#errors #item)
}
