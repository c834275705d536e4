//! What a user with errors becomes: enough that the rest of the program does not add ten more.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DeriveInput, Path};

use super::check::KeyType;
use super::input;
use crate::diagnostics::Diagnostics;

pub(super) fn expand(input: &DeriveInput) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let ident = &input.ident;
    let types = types(input.clone());
    quote! {
        const _: () = {
            use ::fastauth::__private as __fastauth;

            impl __fastauth::AuthUser for #ident {
                #types
                const TABLE: &'static __fastauth::Table =
                    &__fastauth::Table::ABSENT;
                const LOGIN_BY_USERNAME: bool = false;

                fn id(&self) -> Self::Id { __fastauth::missing() }
                fn email(&self) -> &str { __fastauth::missing() }
                fn username(&self) -> ::core::option::Option<&str> { __fastauth::missing() }
                fn hashed_password(&self) -> &__fastauth::PasswordHash { __fastauth::missing() }
                fn is_active(&self) -> bool { __fastauth::missing() }
                fn is_verified(&self) -> bool { __fastauth::missing() }
                fn role_id(
                    &self,
                ) -> ::core::option::Option<<Self::Role as __fastauth::Codenamed>::Id> {
                    __fastauth::missing()
                }
                fn new(_: __fastauth::Account<Self>, _: Self::Create) -> Self { __fastauth::missing() }
                fn read(&self, _: __fastauth::Grants) {}
                fn store(_: &__fastauth::Database) -> ::std::sync::Arc<dyn __fastauth::Store<Self>> {
                    __fastauth::missing()
                }
            }
        };
    }
}

/// The types that the rest of the program goes by: as they were written, as far as they were.
fn types(input: DeriveInput) -> TokenStream {
    let input = input::read_leniently(input);
    let id = input.as_ref().and_then(|input| input.field("id")).filter(|id| {
        let mut errors = Diagnostics::default();
        let key = KeyType::of(id, &mut errors);
        errors.finish();
        key.is_some()
    });
    let id = id.map_or_else(|| quote!(__fastauth::Uuid), |id| id.ty.to_token_stream());
    let part = |path: fn(&input::Input) -> &Option<Path>, broken: TokenStream| {
        input.as_ref().and_then(|input| path(input).as_ref()).map_or(broken, ToTokens::to_token_stream)
    };
    let role = part(|input| &input.role, quote!(__fastauth::Broken));
    let permission = part(|input| &input.permission, quote!(__fastauth::Broken));
    let oauth_account = part(|input| &input.oauth_account, quote!(__fastauth::NoOAuthAccount));
    quote! {
        type Id = #id;
        type Role = #role;
        type Permission = #permission;
        type OAuthAccount = #oauth_account;
        type Read = ();
        type Create = __fastauth::Broken;
        type Update = __fastauth::BrokenUpdate;
    }
}
