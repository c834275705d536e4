//! What a user becomes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

use super::check::User;
use super::schemas;
use crate::diagnostics::at;
use crate::model::{Field, row_bindings};
use crate::schemas::name;

pub(super) fn expand(user: &User) -> TokenStream {
    let table = user.table.declaration(&user.ident, &user.id, &user.fields);
    let (read, create, update) = (schemas::read(user), schemas::create(user), schemas::update(user));
    let bindings = row_bindings(&user.ident, &user.table, &user.fields);
    let relation_check = user.table.relation_check(&user.id);
    let (user_impl, queries) = (implementation(user), queries(user));
    // Twice for one model of accounts, and rustc says so.
    let accounts = user
        .oauth_account
        .as_ref()
        .map(|path| quote_spanned!(at(path)=> impl __fastauth::AccountsOfOneKindOfUsers for #path {}));
    quote! {
        #table
        #read
        #create
        #update

        const _: () = {
            use ::fastauth::__private as __fastauth;
            #bindings
            #relation_check
            #user_impl
            #accounts
            #queries
        };
    }
}

fn implementation(user: &User) -> TokenStream {
    let ident = &user.ident;
    let (types, accessors, claims, new) = (types(user), accessors(user), claims(user), new(user));
    let descriptor = user.table.descriptor(user.fields.iter().map(|field| (field, purpose(user, field))));
    let by_username = user.login_by_username;
    let (read, value) = (name(ident, "Read"), schemas::read_value(user));
    let grants =
        if user.role.is_some() || user.permission.is_some() { quote!(grants) } else { quote!(_grants) };
    quote! {
        impl __fastauth::AuthUser for #ident {
            #types
            const TABLE: &'static __fastauth::Table = #descriptor;
            const LOGIN_BY_USERNAME: bool = #by_username;

            #accessors
            #claims
            #new

            fn read(&self, #grants: __fastauth::Grants) -> #read {
                #value
            }

            fn store(
                database: &__fastauth::Database,
            ) -> ::std::sync::Arc<dyn __fastauth::Store<Self>> {
                ::fastauth::store_of!(database)
            }
        }
    }
}

fn types(user: &User) -> TokenStream {
    let key = &user.id.ty;
    let (read, create, update) =
        (name(&user.ident, "Read"), name(&user.ident, "Create"), name(&user.ident, "Update"));
    let part = |part: &Option<syn::Path>, absent: &str| match part {
        Some(path) => quote!(#path),
        None => {
            let absent = format_ident!("{absent}");
            quote!(__fastauth::#absent)
        }
    };
    let role = part(&user.role, "NoRole");
    let permission = part(&user.permission, "NoPermission");
    let oauth_account = part(&user.oauth_account, "NoOAuthAccount");
    quote! {
        type Id = #key;
        type Role = #role;
        type Permission = #permission;
        type OAuthAccount = #oauth_account;
        type Read = #read;
        type Create = #create;
        type Update = #update;
    }
}

fn accessors(user: &User) -> TokenStream {
    let (id, email, hash) = (&user.id.ident, &user.email.ident, &user.hashed_password.ident);
    let (active, verified) = (&user.is_active.ident, &user.is_verified.ident);
    let username = match &user.username {
        Some(Field { ident, .. }) => quote!(self.#ident.as_deref()),
        None => quote!(::core::option::Option::None),
    };
    let role_id = match &user.role_id {
        // At its type, where rustc then says that the role's key is another.
        Some(Field { ident, ty, .. }) => {
            let mut ident = ident.clone();
            ident.set_span(at(ty));
            quote_spanned!(at(ty)=> self.#ident)
        }
        None => quote!(::core::option::Option::None),
    };
    let role_key = match &user.role_id {
        Some(Field { ty, .. }) => quote!(#ty),
        None => quote!(::core::option::Option<i32>),
    };
    quote! {
        fn id(&self) -> Self::Id {
            self.#id
        }

        fn email(&self) -> &str {
            &self.#email
        }

        fn username(&self) -> ::core::option::Option<&str> {
            #username
        }

        fn hashed_password(&self) -> &__fastauth::PasswordHash {
            &self.#hash
        }

        fn is_active(&self) -> bool {
            self.#active
        }

        fn is_verified(&self) -> bool {
            self.#verified
        }

        fn role_id(&self) -> #role_key {
            #role_id
        }
    }
}

/// The fields that go into every token; nothing where none does.
fn claims(user: &User) -> Option<TokenStream> {
    let claims: Vec<TokenStream> = user
        .fields
        .iter()
        .filter(|field| field.is("claim"))
        .map(|field| {
            let (ident, name) = (&field.ident, field.ident.unraw().to_string());
            quote_spanned!(at(&field.ty)=> __fastauth::claim(&mut claims, #name, &self.#ident)?;)
        })
        .collect();
    (!claims.is_empty()).then(|| {
        quote! {
            fn claims(&self) -> ::core::result::Result<__fastauth::OwnClaims, __fastauth::ClaimError> {
                let mut claims = __fastauth::OwnClaims::new();
                #(#claims)*
                ::core::result::Result::Ok(claims)
            }
        }
    })
}

fn new(user: &User) -> TokenStream {
    let create = name(&user.ident, "Create");
    let fields = user.fields.iter().map(|field| {
        let ident = &field.ident;
        match user.purpose_of(field) {
            Some(purpose) => {
                let purpose = format_ident!("{purpose}", span = at(&field.ty));
                let value = quote_spanned!(at(&field.ty)=> account.#purpose);
                quote!(#ident: #value,)
            }
            None if field.is("create") => quote!(#ident: create.#ident,),
            None => {
                let default = field.default();
                quote!(#ident: #default,)
            }
        }
    });
    let argument =
        if user.own_fields().any(|field| field.is("create")) { quote!(create) } else { quote!(_create) };
    quote! {
        fn new(account: __fastauth::Account<Self>, #argument: #create) -> Self {
            Self { #(#fields)* }
        }
    }
}

fn purpose(user: &User, field: &Field) -> Ident {
    format_ident!(
        "{}",
        match user.purpose_of(field) {
            Some("id") => "Id",
            Some("email") => "Email",
            Some("username") => "Name",
            Some("role_id") => "Role",
            Some("hashed_password") => "PasswordHash",
            Some("is_active") => "Active",
            Some("is_verified") => "Verified",
            Some("created_at") => "CreatedAt",
            _ => "Plain",
        }
    )
}

fn queries(user: &User) -> TokenStream {
    let (ident, table) = (&user.ident, user.table.table());
    let column = |field: &Field| user.table.column(field);
    let (id, email, hash) = (column(&user.id), column(&user.email), column(&user.hashed_password));
    let username = user.username.as_ref().map(column);
    let inserted =
        user.fields.iter().filter(|field| field.ident != user.id.ident || !user.key.made_by_database());
    let to_column = |field: &Field| {
        let (ident, column) = (&field.ident, column(field));
        quote!(#ident => #column)
    };
    let inserted = inserted.map(to_column);
    let changeable = ["email", "username", "hashed_password", "is_active", "is_verified", "role_id"];
    let changed = user.fields.iter().filter_map(|field| {
        let purpose = user.purpose_of(field).filter(|purpose| changeable.contains(purpose))?;
        let (purpose, column, ty) = (format_ident!("{purpose}"), column(field), &field.ty);
        Some(quote!(#purpose: #ty => #column))
    });
    let own = user.own_fields().filter(|field| field.is("update")).map(to_column);
    quote! {
        ::fastauth::user_queries! {
            model #ident;
            table #table;
            id #id;
            email #email;
            username [#username];
            hash #hash;
            insert { #(#inserted),* }
            update { #(#changed),* }
            own { #(#own),* }
        }
    }
}
