//! The derives and attributes of `fastauth`. Use them through that crate.
//!
//! Each goes the same way: `input` reads what was written, `check` says what is wrong with it, all of
//! it at once, and `expand` writes thin code over what the library does.

mod attribute;
mod auth_user;
mod codenamed;
mod diagnostics;
#[cfg(test)]
mod expansions;
mod model;
mod oauth_account;
mod require;
mod schemas;
mod shape;
mod sql_type;
mod wording;

use codenamed::Kind;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("../docs/auth_user.md")]
#[proc_macro_derive(AuthUser, attributes(auth_user, auth))]
pub fn auth_user(input: TokenStream) -> TokenStream {
    auth_user::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/role.md")]
#[proc_macro_derive(Role, attributes(role, auth))]
pub fn role(input: TokenStream) -> TokenStream {
    codenamed::derive(Kind::Role, parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/permission.md")]
#[proc_macro_derive(Permission, attributes(permission, auth))]
pub fn permission(input: TokenStream) -> TokenStream {
    codenamed::derive(Kind::Permission, parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/oauth_account.md")]
#[proc_macro_derive(OAuthAccount, attributes(oauth_account, auth))]
pub fn oauth_account(input: TokenStream) -> TokenStream {
    oauth_account::derive(parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/require_user.md")]
#[proc_macro_attribute]
pub fn require_user(arguments: TokenStream, item: TokenStream) -> TokenStream {
    require::require_user(arguments.into(), item.into()).into()
}

#[doc = include_str!("../docs/require_token.md")]
#[proc_macro_attribute]
pub fn require_token(arguments: TokenStream, item: TokenStream) -> TokenStream {
    require::require_token(arguments.into(), item.into()).into()
}

#[doc = include_str!("../docs/public.md")]
#[proc_macro_attribute]
pub fn public(arguments: TokenStream, item: TokenStream) -> TokenStream {
    require::public(arguments.into(), item.into()).into()
}

#[doc = include_str!("../docs/access_check.md")]
#[proc_macro_attribute]
pub fn access_check(arguments: TokenStream, item: TokenStream) -> TokenStream {
    require::access_check(arguments.into(), item.into()).into()
}
