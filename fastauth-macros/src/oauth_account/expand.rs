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
    let shown: Vec<&Field> = shown(account).collect();
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

/// What the model marks `read`, beside what is always shown.
fn shown(account: &Account) -> impl Iterator<Item = &Field> {
    let always = ["id", "user_id", "oauth_name", "account_id"];
    let is_always = move |field: &Field| account.purpose_of(field).is_some_and(|name| always.contains(&name));
    account.fields.iter().filter(move |field| field.is("read") && !is_always(field))
}

fn implementation(account: &Account) -> TokenStream {
    let (ident, id, key) = (&account.ident, &account.id.ty, &account.user_id.ty);
    let descriptor =
        account.table.descriptor(account.fields.iter().map(|field| (field, purpose(account, field))));
    let (accessors, new) = (accessors(account), new(account));
    let read = schemas::name(&account.ident, "Read");
    quote! {
        impl __fastauth::KeepsAccounts for #ident {}

        impl __fastauth::AuthOAuthAccount<#key> for #ident {
            type Id = #id;
            type Read = #read;

            const TABLE: ::core::option::Option<&'static __fastauth::Table> =
                ::core::option::Option::Some(#descriptor);

            #accessors
            #new

            fn read(&self) -> Self::Read {
                self.into()
            }

            fn store(
                database: &__fastauth::Database,
            ) -> ::std::sync::Arc<dyn __fastauth::OAuthAccountStore<Self, #key>> {
                ::fastauth::store_of!(database)
            }
        }
    }
}

fn accessors(account: &Account) -> TokenStream {
    let (id_type, key) = (&account.id.ty, &account.user_id.ty);
    let (id, user_id) = (&account.id.ident, &account.user_id.ident);
    let (name, account_id) = (&account.oauth_name.ident, &account.account_id.ident);
    let tokens = account.known("access_token").map(|_| {
        let kept = ["access_token", "refresh_token", "expires_at"].map(|purpose| {
            let field = account.known(purpose).map(|field| &field.ident);
            let value = field
                .map_or_else(|| quote!(::core::option::Option::None), |field| quote!(self.#field.clone()));
            let purpose = format_ident!("{purpose}");
            quote!(#purpose: #value)
        });
        quote! {
            fn tokens(&self) -> __fastauth::StoredProviderTokens {
                __fastauth::StoredProviderTokens { #(#kept),* }
            }
        }
    });
    quote! {
        fn id(&self) -> #id_type {
            self.#id
        }

        fn user_id(&self) -> #key {
            self.#user_id
        }

        fn oauth_name(&self) -> &str {
            &self.#name
        }

        fn account_id(&self) -> &str {
            &self.#account_id
        }

        #tokens
    }
}

/// What the library knows, and the defaults of the model's own fields.
fn new(account: &Account) -> TokenStream {
    let (id, key) = (&account.id.ty, &account.user_id.ty);
    let values = account.fields.iter().map(|field| {
        let ident = &field.ident;
        match account.purpose_of(field) {
            Some(purpose @ ("access_token" | "refresh_token" | "expires_at")) => {
                let purpose = format_ident!("{purpose}");
                quote!(#ident: account.tokens.#purpose)
            }
            Some(purpose) => {
                let purpose = format_ident!("{purpose}");
                quote!(#ident: account.#purpose)
            }
            None => {
                let default = field.default();
                quote!(#ident: #default)
            }
        }
    });
    quote! {
        fn new(account: __fastauth::NewOAuthAccount<#id, #key>) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self { #(#values),* })
        }
    }
}

fn purpose(account: &Account, field: &Field) -> Ident {
    let purpose = match account.purpose_of(field) {
        Some("id") => "Id",
        Some("user_id") => "User",
        Some("oauth_name" | "account_id") => "ProviderIdentity",
        Some("access_token") => "ProviderAccessToken",
        Some("refresh_token") => "ProviderRefreshToken",
        Some("expires_at") => "ProviderTokenExpiry",
        _ => "Plain",
    };
    format_ident!("{purpose}")
}

fn queries(account: &Account) -> TokenStream {
    let (ident, key, table) = (&account.ident, &account.user_id.ty, account.table.table());
    let column = |field: &Field| account.table.column(field);
    let (id, user) = (column(&account.id), column(&account.user_id));
    let (name, account_id) = (column(&account.oauth_name), column(&account.account_id));
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
            id #id;
            user #user;
            provider #name;
            account #account_id;
            insert { #(#inserted),* }
        }
    }
}

/// What one with errors becomes: enough that the rest of the program does not add ten more.
pub(super) fn fallback(ident: &Ident) -> TokenStream {
    quote! {
        const _: () = {
            use ::fastauth::__private as __fastauth;

            impl __fastauth::KeepsAccounts for #ident {}

            impl<K: __fastauth::Key> __fastauth::AuthOAuthAccount<K> for #ident {
                type Id = i32;
                type Read = ();

                const TABLE: ::core::option::Option<&'static __fastauth::Table> =
                    ::core::option::Option::None;

                fn id(&self) -> i32 {
                    __fastauth::missing()
                }

                fn user_id(&self) -> K {
                    __fastauth::missing()
                }

                fn oauth_name(&self) -> &str {
                    __fastauth::missing()
                }

                fn account_id(&self) -> &str {
                    __fastauth::missing()
                }

                fn new(
                    _: __fastauth::NewOAuthAccount<i32, K>,
                ) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }

                fn read(&self) {}

                fn store(
                    _: &__fastauth::Database,
                ) -> ::std::sync::Arc<dyn __fastauth::OAuthAccountStore<Self, K>> {
                    __fastauth::missing()
                }
            }
        };
        ::fastauth::no_oauth_account_queries! { #ident }
    }
}
