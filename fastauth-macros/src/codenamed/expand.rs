//! What a role or a permission becomes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use super::Kind;
use super::check::{Codenamed, Known};
use crate::diagnostics::at;
use crate::model::{Field, row_bindings};
use crate::schemas::{self, Member, name};

pub(super) fn expand(kind: Kind, model: &Codenamed) -> TokenStream {
    let table = model.table.declaration(&model.ident, &model.id, &model.fields);
    let (schemas, constants) = (schemas(model), constants(kind, &model.ident, &model.known));
    let bindings = row_bindings(&model.ident, &model.table, &model.fields);
    let relation_check = model.table.relation_check(&model.id);
    let (implementation, queries) = (implementation(kind, model), queries(model));
    let grant_checks = grant_checks(model);
    quote! {
        #table
        #schemas
        #constants

        const _: () = {
            use ::fastauth::__private as __fastauth;
            #bindings
            #relation_check
            #implementation
            #queries
            #grant_checks
        };
    }
}

fn schemas(model: &Codenamed) -> TokenStream {
    let string = quote!(::std::string::String);
    let mut read = vec![
        Member::new(format_ident!("id"), string.clone(), "The id."),
        Member::new(format_ident!("codename"), string.clone(), "The codename."),
    ];
    read.extend(model.own_fields().filter(|field| field.is("read")).map(Member::shown));
    let codename = format_ident!("codename");
    let mut create = vec![Member::new(codename.clone(), string.clone(), "The codename.")];
    let mut created = vec![(codename.clone(), quote!(__fields.required("codename")))];
    let (mut update, mut updated) = (Vec::new(), Vec::new());
    for field in model.own_fields() {
        let (ident, ty, doc) = (&field.ident, &field.ty, format!("The model's `{}`.", field.ident));
        if field.is("create") {
            create.push(Member::new(ident.clone(), quote!(#ty), &doc));
            created.push((ident.clone(), schemas::read_created(field)));
        }
        if field.is("update") {
            update.push(Member::new(ident.clone(), quote!(::core::option::Option<#ty>), &doc));
            updated.push((ident.clone(), schemas::read_changed(field)));
        }
    }
    let (create_name, update_name) = (name(&model.ident, "Create"), name(&model.ident, "Update"));
    let from_create = schemas::from_fields(&create_name, &created);
    let from_update = schemas::from_fields(&update_name, &updated);
    let read = schemas::read(&model.ident, &model.vis, &read);
    let create = schemas::create(&model.ident, &model.vis, &create);
    let update = schemas::update(&model.ident, &model.vis, &update);
    quote! {
        #read
        #create
        #update

        const _: () = {
            use ::fastauth::__private as __fastauth;
            #from_create
            #from_update

            impl __fastauth::CodenameSchema for #create_name {
                fn codename(&self) -> &str {
                    &self.codename
                }
            }
        };
    }
}

pub(super) fn constants(kind: Kind, ident: &Ident, known: &[Known]) -> TokenStream {
    let constants = known.iter().map(|(codename, constant)| {
        let doc = format!(" The codename of the declared {} `{}`.", kind.attribute(), codename.value());
        quote! {
            #[doc = #doc]
            pub const #constant: &'static str = #codename;
        }
    });
    quote! {
        #[allow(dead_code, reason = "one for each codename, used or not")]
        impl #ident { #(#constants)* }
    }
}

fn implementation(kind: Kind, model: &Codenamed) -> TokenStream {
    let (ident, key) = (&model.ident, &model.id.ty);
    let (id, codename) = (&model.id.ident, &model.codename.ident);
    let (read, create, update) = (name(ident, "Read"), name(ident, "Create"), name(ident, "Update"));
    let role_or_permission = format_ident!("Auth{}", kind.derive());
    let known = model.known.iter().map(|(codename, _)| codename);
    let open = model.open;
    let admin = model.admin.as_ref().map(|admin| quote!(const ADMIN_ROLE: &'static str = #admin;));
    let grants = grants(model);
    let descriptor = model.table.descriptor(model.fields.iter().map(|field| (field, purpose(model, field))));
    let shown: Vec<&Ident> =
        model.own_fields().filter(|field| field.is("read")).map(|field| &field.ident).collect();
    let created = model.own_fields().map(|field| {
        let (ident, default) = (&field.ident, field.default());
        if field.is("create") { quote!(#ident: create.#ident,) } else { quote!(#ident: #default,) }
    });
    let own = model.own_fields().map(|field| {
        let (ident, default) = (&field.ident, field.default());
        quote!(#ident: #default,)
    });
    quote! {
        impl __fastauth::#role_or_permission for #ident {}

        impl __fastauth::Codenamed for #ident {
            type Id = #key;
            type Read = #read;
            type Create = #create;
            type Update = #update;
            const TABLE: ::core::option::Option<&'static __fastauth::Table> =
                ::core::option::Option::Some(#descriptor);
            const KNOWN: &'static [&'static str] = &[#(#known),*];
            const OPEN: bool = #open;
            #admin
            #grants

            fn id(&self) -> #key {
                self.#id
            }

            fn codename(&self) -> &str {
                &self.#codename
            }

            fn new(create: #create) -> Self {
                let id = <#key as __fastauth::Key>::for_new_row();
                Self { #id: id, #codename: create.codename, #(#created)* }
            }

            fn with_codename(codename: ::std::string::String) -> ::core::option::Option<Self> {
                let id = <#key as __fastauth::Key>::for_new_row();
                ::core::option::Option::Some(Self { #id: id, #codename: codename, #(#own)* })
            }

            fn read(&self) -> #read {
                #read {
                    id: self.#id.to_string(),
                    codename: self.#codename.clone(),
                    #(#shown: self.#shown.clone(),)*
                }
            }

            fn store(
                database: &__fastauth::Database,
            ) -> ::std::sync::Arc<dyn __fastauth::CodenameStore<Self>> {
                ::fastauth::store_of!(database)
            }
        }
    }
}

/// What each role begins with; nothing where none is said to begin with anything.
fn grants(model: &Codenamed) -> Option<TokenStream> {
    let grants = model.grants.by_role.iter().map(|(role, permissions)| quote!((#role, &#permissions)));
    (!model.grants.by_role.is_empty()).then(|| {
        quote! {
            const GRANTS: &'static [(&'static str, &'static [&'static str])] = &[#(#grants),*];
        }
    })
}

/// Each permission that a role begins with, held against the vocabulary where it is written.
fn grant_checks(model: &Codenamed) -> TokenStream {
    let permission = &model.grants.permission;
    let names = model.grants.by_role.iter().flat_map(|(_, permissions)| &permissions.elems);
    let checks = names
        .map(|name| quote_spanned!(at(name)=> const _: () = __fastauth::check_grant::<#permission>(#name);));
    quote!(#(#checks)*)
}

fn purpose(model: &Codenamed, field: &Field) -> Ident {
    let purpose = match &field.ident {
        ident if *ident == model.id.ident => "Id",
        ident if *ident == model.codename.ident => "Name",
        _ => "Plain",
    };
    format_ident!("{purpose}")
}

fn queries(model: &Codenamed) -> TokenStream {
    let (ident, table) = (&model.ident, model.table.table());
    let (id, codename) = (model.table.column(&model.id), model.table.column(&model.codename));
    let inserted =
        model.fields.iter().filter(|field| field.ident != model.id.ident || !model.key.made_by_database());
    let to_column = |field: &Field| {
        let (ident, column) = (&field.ident, model.table.column(field));
        quote!(#ident => #column)
    };
    let inserted = inserted.map(to_column);
    let own = model.own_fields().filter(|field| field.is("update")).map(to_column);
    quote! {
        ::fastauth::codename_queries! {
            model #ident;
            table #table;
            id #id;
            codename #codename;
            insert { #(#inserted),* }
            own { #(#own),* }
        }
    }
}
