//! Which column a Rust type goes into: known by name, since a macro sees no types.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, Ident, PathArguments, Type};

use crate::diagnostics::Diagnostics;
use crate::wording::Message;

/// The SQL type of a field: the one that is given, or the one of its Rust type. Only for types that
/// [`check`] has let pass.
pub(crate) fn of(ty: &Type, given: Option<&Type>) -> TokenStream {
    if let Some(sql) = given {
        return named(sql);
    }
    let below_root = |ty| plain(ty).map_or_else(TokenStream::new, |sql| quote!(::fastauth::sql::#sql));
    match option_of(ty) {
        Some(inner) => {
            let inner = below_root(inner);
            quote!(::fastauth::sql::Nullable<#inner>)
        }
        None => below_root(ty),
    }
}

/// Notes an error where a field's column is not known.
pub(crate) fn check(ty: &Type, given: Option<&Type>, errors: &mut Diagnostics) {
    let inner = option_of(ty).unwrap_or(ty);
    if given.is_some() || plain(inner).is_some() {
        return;
    }
    let help = match option_of(ty) {
        Some(_) => "name its SQL type: `#[auth(sql = Nullable<Text>)]`",
        None => "name its SQL type: `#[auth(sql = Text)]`",
    };
    let message = Message::new(format!("no column is known for the type `{}`", written(inner)))
        .help(help)
        .note("known are `String`, `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `Vec<u8>`, `Uuid`, `OffsetDateTime`, `Date`");
    errors.at(inner, message);
}

/// A type as it reads in a message.
pub(crate) fn written(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "").replace(',', ", ")
}

/// The `T` of an `Option<T>`.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    generic_of(ty, "Option")
}

fn generic_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ungrouped(ty) else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

/// A type without the invisible group around it, which a `macro_rules!` leaves.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        other => other,
    }
}

/// Whether a type is written as this name, with or without a path before it.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    let Type::Path(path) = ungrouped(ty) else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == name && segment.arguments.is_none())
}

/// The name of the SQL type of a plain Rust type.
fn plain(ty: &Type) -> Option<Ident> {
    if generic_of(ty, "Vec").is_some_and(|element| is_named(element, "u8")) {
        return Some(format_ident!("Binary"));
    }
    let known = [
        ("Uuid", "Uuid"),
        ("OffsetDateTime", "TimestampUtc"),
        ("String", "Text"),
        ("PasswordHash", "Text"),
        ("EncryptedToken", "Text"),
        ("bool", "Bool"),
        ("i16", "SmallInt"),
        ("i32", "Integer"),
        ("i64", "BigInt"),
        ("f32", "Float"),
        ("f64", "Double"),
        ("Date", "Date"),
    ];
    known.into_iter().find(|(name, _)| is_named(ty, name)).map(|(_, sql)| format_ident!("{sql}"))
}

/// A SQL type that the application named: the library's and Diesel's own without a path, as `table!`
/// lets one write them.
fn named(sql: &Type) -> TokenStream {
    let Type::Path(path) = ungrouped(sql) else {
        return sql.to_token_stream();
    };
    match path.path.segments.first() {
        Some(only) if path.path.segments.len() == 1 && path.path.leading_colon.is_none() => {
            if let Some(inner) = generic_of(sql, "Nullable") {
                let inner = named(inner);
                return quote!(::fastauth::sql::Nullable<#inner>);
            }
            quote_spanned!(only.span()=> ::fastauth::sql::#only)
        }
        _ => sql.to_token_stream(),
    }
}
