//! What a role or a permission with errors becomes: enough that the rest of the program does not add ten
//! more.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::Kind;
use super::check::Known;
use super::expand::constants;

/// Every codename is known to it.
pub(super) fn expand(kind: Kind, ident: &Ident, known: &[Known]) -> TokenStream {
    let role_or_permission = format_ident!("Auth{}", kind.derive());
    let constants = constants(kind, ident, known);
    quote! {
        #constants

        const _: () = {
            use ::fastauth::__private as __fastauth;

            impl __fastauth::#role_or_permission for #ident {}

            impl __fastauth::Codenamed for #ident {
                type Id = i32;
                type Read = ();
                type Create = __fastauth::Broken;
                type Update = __fastauth::BrokenUpdate;
                const TABLE: ::core::option::Option<&'static __fastauth::Table> = ::core::option::Option::None;
                const KNOWN: &'static [&'static str] = &[];
                const OPEN: bool = true;

                fn id(&self) -> i32 { __fastauth::missing() }
                fn codename(&self) -> &str { __fastauth::missing() }
                fn new(_: __fastauth::Broken) -> Self { __fastauth::missing() }
                fn with_codename(_: ::std::string::String) -> ::core::option::Option<Self> {
                    __fastauth::missing()
                }
                fn read(&self) {}
                fn store(
                    _: &__fastauth::Database,
                ) -> ::std::sync::Arc<dyn __fastauth::CodenameStore<Self>> {
                    __fastauth::missing()
                }
            }
        };
    }
}
