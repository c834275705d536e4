//! What an account at a provider becomes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::check::Account;
use crate::model::{Field, row_bindings};
use crate::schemas::{self, Member};

pub(super) fn expand(account: &Account) -> TokenStream {
    let table = account.table.declaration(&account.ident, &account.id, &account.fields);
    let bindings = row_bindings(&account.ident, &account.table, &account.fields);
    let (read, implementation, queries) = (read(account), implementation(account), queries(account));
    quote! {
        #table
        #read

        const _: () = {
            use ::fastauth::__private as __fastauth;
            #bindings
            #implementation
            #queries
        };
    }
}

/// Never a provider's token: only what names the account, and what the model marks `read`.
fn read(account: &Account) -> TokenStream {
    let string = quote!(::std::string::String);
    let mut members = vec![
        Member::new(format_ident!("id"), string.clone(), "The id."),
        Member::new(format_ident!("oauth_name"), string.clone(), "The provider's name."),
        Member::new(format_ident!("account_id"), string, "The account's id at the provider."),
    ];
    let shown: Vec<&Field> = account.own_fields().filter(|field| field.is("read")).collect();
    members.extend(shown.iter().map(|field| Member::shown(field)));
    let declaration = schemas::read(&account.ident, &account.vis, &members);
    let (ident, read) = (&account.ident, schemas::name(&account.ident, "Read"));
    let (id, name, account_id) = (&account.id.ident, &account.oauth_name.ident, &account.account_id.ident);
    let shown = shown.iter().map(|field| &field.ident);
    quote! {
        #declaration

        impl ::core::convert::From<&#ident> for #read {
            fn from(account: &#ident) -> Self {
                Self {
                    id: account.#id.to_string(),
                    oauth_name: account.#name.clone(),
                    account_id: account.#account_id.clone(),
                    #(#shown: account.#shown.clone(),)*
                }
            }
        }
    }
}

fn implementation(account: &Account) -> TokenStream {
    let (ident, key) = (&account.ident, &account.user_id.ty);
    let descriptor =
        account.table.descriptor(account.fields.iter().map(|field| (field, purpose(account, field))));
    quote! {
        impl __fastauth::AuthOAuthAccount<#key> for #ident {
            const TABLE: ::core::option::Option<&'static __fastauth::Table> =
                ::core::option::Option::Some(#descriptor);

            fn store(
                database: &__fastauth::Database,
            ) -> ::std::sync::Arc<dyn __fastauth::OAuthAccountStore<#key, Self>> {
                ::fastauth::store_of!(database)
            }
        }
    }
}

fn purpose(account: &Account, field: &Field) -> Ident {
    let purpose = match &field.ident {
        ident if *ident == account.id.ident => "Id",
        ident if *ident == account.user_id.ident => "User",
        ident if *ident == account.oauth_name.ident || *ident == account.account_id.ident => {
            "ProviderIdentity"
        }
        _ => "Plain",
    };
    format_ident!("{purpose}")
}

fn queries(account: &Account) -> TokenStream {
    let (ident, key, table) = (&account.ident, &account.user_id.ty, account.table.table());
    let column = |field: &Field| account.table.column(field);
    let (user, name, id) =
        (column(&account.user_id), column(&account.oauth_name), column(&account.account_id));
    let made_by_database = account.key.made_by_database();
    let inserted = account.fields.iter().filter(|field| field.ident != account.id.ident || !made_by_database);
    let inserted = inserted.map(|field| {
        let (ident, column) = (&field.ident, column(field));
        quote!(#ident => #column)
    });
    quote! {
        ::fastauth::oauth_account_queries! {
            model #ident;
            key #key;
            table #table;
            user #user;
            provider #name;
            account #id;
            insert { #(#inserted),* }
        }
    }
}

/// What one with errors becomes: enough that the rest of the program does not add ten more.
pub(super) fn fallback(ident: &Ident) -> TokenStream {
    quote! {
        const _: () = {
            use ::fastauth::__private as __fastauth;

            impl<K: __fastauth::Key> __fastauth::AuthOAuthAccount<K> for #ident {
                const TABLE: ::core::option::Option<&'static __fastauth::Table> =
                    ::core::option::Option::None;

                fn store(
                    _: &__fastauth::Database,
                ) -> ::std::sync::Arc<dyn __fastauth::OAuthAccountStore<K, Self>> {
                    __fastauth::missing()
                }
            }
        };
    }
}
