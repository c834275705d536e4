//! `UserRead`, `UserCreate` and `UserUpdate`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::check::User;
use crate::schemas::{self, Member};

pub(super) fn read(user: &User) -> TokenStream {
    let string = || quote!(::std::string::String);
    let mut members = vec![
        Member::new(format_ident!("id"), string(), "The id."),
        Member::new(format_ident!("email"), string(), "The e-mail address, in its canonical spelling."),
    ];
    if user.username.is_some() {
        let ty = quote!(::core::option::Option<::std::string::String>);
        members.push(Member::new(format_ident!("username"), ty, "The username."));
    }
    members.push(Member::new(format_ident!("is_active"), quote!(bool), "Whether the user may come in."));
    members.push(Member::new(
        format_ident!("is_verified"),
        quote!(bool),
        "Whether the address was verified.",
    ));
    if user.role.is_some() {
        let ty = quote!(::core::option::Option<::fastauth::__private::RoleView>);
        members.push(Member::new(format_ident!("role"), ty, "The role, with its permissions."));
    }
    if user.permission.is_some() {
        let ty = quote!(::std::vec::Vec<::std::string::String>);
        members.push(Member::new(format_ident!("permissions"), ty, "The permissions of the user's own."));
    }
    if let Some(field) = &user.created_at {
        members.push(Member { ident: format_ident!("created_at"), ..Member::shown(field) });
    }
    members.extend(user.own_fields().filter(|field| field.is("read")).map(Member::shown));
    schemas::read(&user.ident, &user.vis, &members)
}

/// The expression that makes a `UserRead` of a user and its grants.
pub(super) fn read_value(user: &User) -> TokenStream {
    let ident = schemas::name(&user.ident, "Read");
    let (id, email) = (&user.id.ident, &user.email.ident);
    let (active, verified) = (&user.is_active.ident, &user.is_verified.ident);
    let username = user.username.as_ref().map(|field| {
        let field = &field.ident;
        quote!(username: self.#field.clone(),)
    });
    let role = user.role.as_ref().and(user.role_id.as_ref()).map(|field| {
        let field = &field.ident;
        quote!(role: __fastauth::RoleView::new(self.#field, grants.role),)
    });
    let permissions = user.permission.as_ref().map(|_| quote!(permissions: grants.permissions,));
    let created_at = user.created_at.as_ref().map(|field| {
        let field = &field.ident;
        quote!(created_at: self.#field,)
    });
    let own = user.own_fields().filter(|field| field.is("read")).map(|field| &field.ident);
    quote! {
        #ident {
            id: self.#id.to_string(),
            email: self.#email.clone(),
            #username
            is_active: self.#active,
            is_verified: self.#verified,
            #role #permissions #created_at
            #(#own: self.#own.clone(),)*
        }
    }
}

pub(super) fn create(user: &User) -> TokenStream {
    let schema = schemas::name(&user.ident, "Create");
    let option = quote!(::core::option::Option<::std::string::String>);
    let mut members = vec![Member::new(
        format_ident!("email"),
        quote!(::std::string::String),
        "The e-mail address, as it was typed.",
    )];
    let mut reads = vec![(format_ident!("email"), quote!(__fields.required("email")))];
    if user.username.is_some() {
        members.push(Member::new(format_ident!("username"), option, "The username."));
        reads.push((format_ident!("username"), quote!(__fields.optional("username"))));
    }
    members.push(Member::new(format_ident!("password"), quote!(::fastauth::Password), "The password."));
    reads.push((format_ident!("password"), quote!(__fields.password("password"))));
    for field in user.own_fields().filter(|field| field.is("create")) {
        let ty = &field.ty;
        members.push(Member::new(
            field.ident.clone(),
            quote!(#ty),
            &format!("The model's `{}`.", field.ident),
        ));
        reads.push((field.ident.clone(), schemas::read_created(field)));
    }
    let declaration = schemas::create(&user.ident, &user.vis, &members);
    let from_fields = schemas::from_fields(&schema, &reads);
    let username = match &user.username {
        Some(_) => quote!(self.username.as_deref()),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        #declaration

        const _: () = {
            use ::fastauth::__private as __fastauth;

            #from_fields

            impl __fastauth::UserSchema for #schema {
                fn email(&self) -> &str {
                    &self.email
                }

                fn username(&self) -> ::core::option::Option<&str> {
                    #username
                }

                fn password(&self) -> &__fastauth::Password {
                    &self.password
                }
            }
        };
    }
}

pub(super) fn update(user: &User) -> TokenStream {
    let schema = schemas::name(&user.ident, "Update");
    let mut members = Vec::new();
    let mut reads: Vec<(Ident, TokenStream)> = Vec::new();
    for field in user.own_fields().filter(|field| field.is("update")) {
        let ty = &field.ty;
        let doc = format!("The model's `{}`.", field.ident);
        members.push(Member::new(field.ident.clone(), quote!(::core::option::Option<#ty>), &doc));
        reads.push((field.ident.clone(), schemas::read_changed(field)));
    }
    let declaration = schemas::update(&user.ident, &user.vis, &members);
    let from_fields = schemas::from_fields(&schema, &reads);
    quote! {
        #declaration

        const _: () = {
            use ::fastauth::__private as __fastauth;
            #from_fields
        };
    }
}
