//! Which column a Rust type goes into: known by name, since a macro sees no types.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use crate::diagnostics::Diagnostics;
use crate::model::Field;
use crate::wording::Message;

/// The SQL type of a field. Only for fields that [`check`] has let pass.
pub(crate) fn of(field: &Field) -> TokenStream {
    if let Some(sql) = field.options.ty("sql") {
        return named(sql);
    }
    match option_of(&field.ty) {
        Some(inner) => {
            let inner = plain(inner).unwrap_or_else(TokenStream::new);
            quote!(::fastauth::__private::diesel::sql_types::Nullable<#inner>)
        }
        None => plain(&field.ty).unwrap_or_else(TokenStream::new),
    }
}

/// Notes an error where a field's column is not known.
pub(crate) fn check(field: &Field, errors: &mut Diagnostics) {
    let inner = option_of(&field.ty).unwrap_or(&field.ty);
    if field.options.has("sql") || plain(inner).is_some() {
        return;
    }
    let message = Message::new(format!("no column is known for the type `{}`", inner.to_token_stream()))
        .help("name its SQL type: `#[auth(sql = Text)]`, or `sql = Nullable<Text>` for an `Option`")
        .note("known are `String`, `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `Vec<u8>`, `Uuid`, `OffsetDateTime`, `Date`");
    errors.at(inner, message);
}

/// The `T` of an `Option<T>`.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    generic_of(ty, "Option")
}

fn generic_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

/// Whether a type is written as this name, with or without a path before it.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == name && segment.arguments.is_none())
}

fn plain(ty: &Type) -> Option<TokenStream> {
    let diesel = quote!(::fastauth::__private::diesel::sql_types);
    if generic_of(ty, "Vec").is_some_and(|element| is_named(element, "u8")) {
        return Some(quote!(#diesel::Binary));
    }
    let known = [
        ("Uuid", quote!(::fastauth::sql::Uuid)),
        ("OffsetDateTime", quote!(::fastauth::sql::TimestampUtc)),
        ("String", quote!(#diesel::Text)),
        ("PasswordHash", quote!(#diesel::Text)),
        ("bool", quote!(#diesel::Bool)),
        ("i16", quote!(#diesel::SmallInt)),
        ("i32", quote!(#diesel::Integer)),
        ("i64", quote!(#diesel::BigInt)),
        ("f32", quote!(#diesel::Float)),
        ("f64", quote!(#diesel::Double)),
        ("Date", quote!(#diesel::Date)),
    ];
    known.into_iter().find(|(name, _)| is_named(ty, name)).map(|(_, sql)| sql)
}

/// A SQL type that the application named: Diesel's own without a path, as `table!` lets one write
/// them.
fn named(sql: &Type) -> TokenStream {
    let Type::Path(path) = sql else { return sql.to_token_stream() };
    match path.path.segments.first() {
        Some(only) if path.path.segments.len() == 1 && path.path.leading_colon.is_none() => {
            if let Some(inner) = generic_of(sql, "Nullable") {
                let inner = named(inner);
                return quote!(::fastauth::__private::diesel::sql_types::Nullable<#inner>);
            }
            quote_spanned!(only.span()=> ::fastauth::__private::diesel::sql_types::#only)
        }
        _ => sql.to_token_stream(),
    }
}
