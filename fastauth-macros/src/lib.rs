//! stub
use proc_macro::TokenStream;
#[proc_macro_derive(AuthUser)] pub fn a(_: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro_derive(Role)] pub fn b(_: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro_derive(Permission)] pub fn c(_: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro_derive(OAuthAccount)] pub fn d(_: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro_attribute] pub fn require_user(_: TokenStream, i: TokenStream) -> TokenStream { i }
#[proc_macro_attribute] pub fn require_token(_: TokenStream, i: TokenStream) -> TokenStream { i }
#[proc_macro_attribute] pub fn public(_: TokenStream, i: TokenStream) -> TokenStream { i }
#[proc_macro_attribute] pub fn access_check(_: TokenStream, i: TokenStream) -> TokenStream { i }
