//! `#[require_user]`.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Expr, Ident, PatType, Path, Token, Type};

use super::handler::{Handler, binding, finish, is_user};
use crate::attribute::{Entries, Known, Takes, arguments, ungrouped};
use crate::diagnostics::Diagnostics;
use crate::sql_type::{option_of, written};
use crate::wording::Message;

const KEYS: &[Known] = &[
    ("roles", Takes::List),
    ("permissions", Takes::List),
    ("all_permissions", Takes::List),
    ("is_active", Takes::Bool),
    ("is_verified", Takes::Bool),
    ("policy", Takes::Path),
    ("or", Takes::Path),
];

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let Some(mut handler) = Handler::read("require_user", item.clone(), &mut errors) else {
        return finish(errors, item);
    };
    let Some((user_type, options)) = read_arguments(arguments, &mut errors) else {
        return finish(errors, handler.broken());
    };
    check(&options, &mut errors);
    let Some(user) = find_user(&handler, user_type, &options, &mut errors).filter(|_| !errors.any()) else {
        return finish(errors, handler.broken());
    };
    let policy = format_ident!("__{}_policy", handler.function.sig.ident.unraw());
    put_guard_first(&mut handler, &user, &policy, options.path("or"));
    let declaration = policy_type(&handler, &policy, &user.ty, &options);
    let function = handler.with_checked_answer();
    finish(errors, quote!(#declaration #function))
}

/// `#[require_user(User, roles = […])]`: the user's type comes first, if at all.
fn read_arguments(tokens: TokenStream, errors: &mut Diagnostics) -> Option<(Option<Type>, Entries)> {
    arguments("require_user", tokens, KEYS, errors, |input: ParseStream<'_>| {
        if input.peek(syn::LitStr) {
            let message = Message::new("is this a role, or a permission?").help(format!(
                "write `roles = [{0}]`, or `permissions = [{0}]`",
                input.fork().parse::<Literal>()?
            ));
            return Err(syn::Error::new(input.span(), message.text()));
        }
        let begins_with_key =
            input.is_empty() || (input.peek(syn::Ident) && (input.peek2(Token![=]) || is_flag_like(input)));
        if begins_with_key {
            return Ok(None);
        }
        let user: Type = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(Some(user))
    })
}

/// A lower-case word is a key, known or not: types begin with a capital.
fn is_flag_like(input: ParseStream<'_>) -> bool {
    let word = input.fork().parse::<Ident>().map(|ident| ident.to_string()).unwrap_or_default();
    word.starts_with(|first: char| first.is_lowercase()) && !input.peek2(Token![::])
}

fn check(options: &Entries, errors: &mut Diagnostics) {
    for key in ["roles", "permissions", "all_permissions"] {
        let Some(list) = options.list(key) else { continue };
        if list.elems.is_empty() {
            let message = Message::new(format!("`{key}` names nothing"))
                .help("name one, or leave the key out")
                .note("nobody can have one of none, and everybody has all of none");
            errors.at(list, message);
        }
        for (position, element) in list.elems.iter().enumerate() {
            if !matches!(ungrouped(element), Expr::Path(_)) && !is_text(element) {
                let message = Message::new("a codename is a string or a constant")
                    .help("write `\"Admin\"`, or `Role::ADMIN`");
                errors.at(element, message);
            }
            let text = element.to_token_stream().to_string();
            if list.elems.iter().take(position).any(|other| other.to_token_stream().to_string() == text) {
                errors.at(
                    element,
                    Message::new(format!("`{text}` is there twice")).help("remove one of the two"),
                );
            }
        }
    }
    if let Some(policy) = options.get("policy") {
        let others = ["roles", "permissions", "all_permissions", "is_active", "is_verified"];
        for entry in others.into_iter().filter_map(|key| options.get(key)) {
            let (key, policy) = (&entry.key, &policy.key);
            let message = Message::new(format!("`{policy}` says everything, and `{key}` would say it again"))
                .help(format!("remove `{key}` here, and let the policy ask for it"));
            errors.at(key, message);
        }
    }
}

fn is_text(element: &Expr) -> bool {
    matches!(ungrouped(element), Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(_), .. }))
}

/// The user of a handler.
struct User {
    ty: Type,
    /// The parameter that the guard replaces, if the handler wants the user.
    parameter: Option<(usize, PatType)>,
    optional: bool,
}

fn find_user(
    handler: &Handler,
    given: Option<Type>,
    options: &Entries,
    errors: &mut Diagnostics,
) -> Option<User> {
    let named = |(_, parameter): &(usize, &PatType)| binding(parameter).is_some_and(is_user);
    let mut parameters = handler.parameters().filter(named);
    let (first, second) = (parameters.next(), parameters.next());
    if let Some((_, second)) = second {
        errors.at(second, Message::new("two parameters are the user").help("keep one of the two"));
    }
    match (first, given) {
        (Some((position, parameter)), None) => {
            let ty = (*parameter.ty).clone();
            if let Type::Reference(reference) = &ty {
                let owned = written(&reference.elem);
                let message = Message::new("a handler owns its user").help(format!("write `user: {owned}`"));
                errors.at(&ty, message);
                return None;
            }
            let optional = option_of(&ty).cloned();
            refuse_optional_roles(optional.is_some(), options, errors);
            let is_optional = optional.is_some();
            let parameter = Some((position, parameter.clone()));
            Some(User { ty: optional.unwrap_or(ty), parameter, optional: is_optional })
        }
        (None, Some(ty)) => Some(User { ty, parameter: None, optional: false }),
        (Some(_), Some(given)) => {
            let message = Message::new("the user's type is read off the parameter `user`")
                .help(format!("remove `{}` here", written(&given)));
            errors.at(&given, message);
            None
        }
        (None, None) => {
            let message = Message::new(format!("`{}` takes no `user`", handler.function.sig.ident));
            if let Some((_, PatType { pat, ty, .. })) = handler.user_of_another_name() {
                errors.at(&pat, message.help(format!("call it so: `user: {}`", written(&ty))));
            } else {
                let help = "add `user: User`, or write `#[require_user(User)]` if it does not want the user";
                errors.at(&handler.function.sig.ident, message.help(help));
            }
            None
        }
    }
}

/// Who need not be there cannot have to have a role.
fn refuse_optional_roles(optional: bool, options: &Entries, errors: &mut Diagnostics) {
    if !optional {
        return;
    }
    for key in options.keys() {
        let message = Message::new(format!("`{key}` asks something of a user who need not be there"))
            .help("write `user: User`, or ask for nothing");
        errors.at(key, message);
    }
}

/// `user: User` becomes `guard: Guard<User, Policy>`, before everything else, and `let user` the
/// first statement: the handler stays a plain function of plain extractors.
fn put_guard_first(handler: &mut Handler, user: &User, policy: &Ident, own_check: Option<&Path>) {
    let ty = &user.ty;
    let guard = match own_check {
        Some(check) => quote_spanned!(ty.span()=> ::fastauth::guard::Guard<#ty, #policy, #check>),
        None => quote_spanned!(ty.span()=> ::fastauth::guard::Guard<#ty, #policy>),
    };
    let name = Ident::new("__guard", Span::mixed_site());
    match &user.parameter {
        None => handler.begin_with(quote!(_: #guard)),
        Some((position, PatType { attrs, pat, ty: written, .. })) => {
            handler.remove(*position);
            if user.optional {
                handler.begin_with(quote!(#(#attrs)* #name: ::core::option::Option<#guard>));
                handler
                    .first_do(quote!(let #pat: #written = #name.map(::fastauth::guard::Guard::into_user);));
            } else {
                handler.begin_with(quote!(#(#attrs)* #name: #guard));
                handler.first_do(quote!(let #pat: #written = #name.into_user();));
            }
        }
    }
}

/// The policy as a type, and the check of its words at compile time.
fn policy_type(handler: &Handler, policy: &Ident, user: &Type, options: &Entries) -> TokenStream {
    let vis = &handler.function.vis;
    let doc = format!(" What `{}` asks.", handler.function.sig.ident);
    let user_name = written(user);
    let value = policy_value(options);
    let mut checks = Vec::new();
    for (key, function) in [
        ("roles", "check_role"),
        ("permissions", "check_permission"),
        ("all_permissions", "check_permission"),
    ] {
        let function = format_ident!("{function}");
        for name in options.list(key).into_iter().flat_map(|list| &list.elems) {
            checks.push(quote_spanned! {name.span()=>
                const _: () = __fastauth::#function::<#user>(#name, #user_name);
            });
        }
    }
    if let Some(list) = options.list("all_permissions").filter(|list| list.elems.len() > 1) {
        let elements = &list.elems;
        checks.push(quote_spanned!(list.span()=> const _: () = __fastauth::check_distinct(&[#elements]);));
    }
    if let Some(path) = options.path("policy") {
        checks.push(quote_spanned! {path.span()=>
            const _: () = __fastauth::check_policy::<#user>(&#path, #user_name);
        });
    }
    if checks.is_empty() {
        checks.push(quote_spanned!(user.span()=> const _: () = __fastauth::is_user::<#user>();));
    }
    if let Some(check) = options.path("or") {
        checks.push(
            quote_spanned!(check.span()=> const _: () = __fastauth::is_access_check::<#user, #check>();),
        );
    }
    quote! {
        #[doc(hidden)]
        #[doc = #doc]
        #[allow(non_camel_case_types, reason = "named after its handler, as it is")]
        #vis struct #policy;

        const _: () = {
            use ::fastauth::__private as __fastauth;

            impl __fastauth::GuardPolicy for #policy {
                const POLICY: ::fastauth::Policy = #value;
            }

            #(#checks)*
        };
    }
}

fn policy_value(options: &Entries) -> TokenStream {
    if let Some(path) = options.path("policy") {
        return quote!(#path);
    }
    let lists = ["roles", "permissions", "all_permissions"].into_iter().filter_map(|key| {
        let elements = options.list(key)?.elems.iter();
        let method = format_ident!("{key}");
        Some(quote!(.#method(&[#(#elements),*])))
    });
    let verified = options.bool("is_verified").map(|only| match only {
        true => quote!(.verified()),
        false => quote!(.unverified_too()),
    });
    let inactive = (options.bool("is_active") == Some(false)).then(|| quote!(.inactive_too()));
    quote!(::fastauth::Policy::new() #(#lists)* #verified #inactive)
}
