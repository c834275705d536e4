//! What a user with errors becomes: enough that the rest of the program does not add ten more.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

pub(super) fn expand(ident: &Ident) -> TokenStream {
    quote! {
        const _: () = {
            impl ::fastauth::__private::AuthUser for #ident {
                type Id = i32;
                type Role = ::fastauth::__private::Broken;
                type Permission = ::fastauth::__private::Broken;
                type OAuthAccount = ::fastauth::__private::NoOAuthAccount;
                type Read = ();
                type Create = ::fastauth::__private::Broken;
                type Update = ::fastauth::__private::BrokenUpdate;
                const TABLE: &'static ::fastauth::__private::Table =
                    &::fastauth::__private::Table { name: "", columns: &[], owned: false };
                const LOGIN_BY_USERNAME: bool = false;

                fn id(&self) -> i32 { ::core::unreachable!() }
                fn email(&self) -> &str { ::core::unreachable!() }
                fn username(&self) -> ::core::option::Option<&str> { ::core::unreachable!() }
                fn hashed_password(&self) -> &::fastauth::PasswordHash { ::core::unreachable!() }
                fn is_active(&self) -> bool { ::core::unreachable!() }
                fn is_verified(&self) -> bool { ::core::unreachable!() }
                fn role_id(&self) -> ::core::option::Option<i32> { ::core::unreachable!() }
                fn new(_: ::fastauth::__private::Account<Self>, _: Self::Create) -> Self { ::core::unreachable!() }
                fn read(&self, _: ::fastauth::__private::Grants) {}
                fn store(
                    _: &::fastauth::__private::Database,
                ) -> ::std::sync::Arc<dyn ::fastauth::__private::Store<Self>> {
                    ::core::unreachable!()
                }
            }
        };
    }
}
