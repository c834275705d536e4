//! The shape that every derive begins with: a struct with named fields.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Ident, LitStr, Path, Type, Visibility};

use crate::attribute::{Entries, Known, Relation, Takes};
use crate::diagnostics::{Diagnostics, at};
use crate::sql_type;
use crate::wording::Message;

/// A model: its own attribute, and its fields.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) options: Entries,
    pub(crate) fields: Vec<Field>,
    /// What a field may be for: by its name, or because `#[auth(…)]` says so.
    purposes: &'static [&'static str],
}

/// The shape of one derive.
pub(crate) struct Derive {
    /// Its own name, and that of its attribute on the struct.
    pub(crate) name: &'static str,
    pub(crate) attribute: &'static str,
    /// The keys of that attribute.
    pub(crate) keys: &'static [Known],
    /// What a field may be for.
    pub(crate) purposes: &'static [&'static str],
    /// What a field may be beside its purpose.
    pub(crate) marks: &'static [&'static str],
    /// A table that a message can name.
    pub(crate) table: &'static str,
}

/// One field of a model.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) options: Entries,
    /// The column's name: the field's, unless it says otherwise.
    pub(crate) column: Ident,
}

/// The keys of `#[auth(…)]` on a field that are not a purpose.
const FIELD_KEYS: &[Known] = &[
    ("create", Takes::Nothing),
    ("read", Takes::Nothing),
    ("update", Takes::Nothing),
    ("column", Takes::Text),
    ("sql", Takes::Type),
    ("default", Takes::Expression),
];

impl Model {
    /// Reads the struct; nothing where it is none that a model can be.
    pub(crate) fn read(derive: &Derive, input: DeriveInput, errors: &mut Diagnostics) -> Option<Self> {
        let flags = derive.marks.iter().chain(derive.purposes).map(|flag| (*flag, Takes::Nothing));
        let field_keys: Vec<Known> = FIELD_KEYS.iter().copied().chain(flags).collect();
        let options = Entries::of(derive.attribute, &input.attrs, derive.keys, errors);
        let name = derive.name;
        if !input.generics.params.is_empty() {
            let message = Message::new(format!("`{name}` cannot be derived for a generic struct"))
                .note("a model is one table, and its columns have one type each");
            errors.at(&input.generics, message);
            return None;
        }
        let fields = match input.data {
            Data::Struct(data) => match data.fields {
                syn::Fields::Named(named) => named.named,
                syn::Fields::Unnamed(fields) => {
                    errors.at(&fields, not_a_model(name, "its fields have no names"));
                    return None;
                }
                syn::Fields::Unit => {
                    errors.at(&input.ident, not_a_model(name, "it has no fields"));
                    return None;
                }
            },
            Data::Enum(data) => {
                errors.at(&data.enum_token, not_a_model(name, "an enum has no columns"));
                return None;
            }
            Data::Union(data) => {
                errors.at(&data.union_token, not_a_model(name, "a union has no columns"));
                return None;
            }
        };
        let fields = fields
            .into_iter()
            .filter_map(|field| {
                let options = Entries::of("auth", &field.attrs, &field_keys, errors);
                let ident = field.ident?;
                let column = column(&ident, &options, errors);
                Some(Field { ident, ty: field.ty, options, column })
            })
            .collect();
        Some(Self { ident: input.ident, vis: input.vis, options, fields, purposes: derive.purposes })
    }

    /// The field for a purpose: the one that is marked so, or the one of that name that is not marked
    /// for another.
    pub(crate) fn field(&self, purpose: &str) -> Option<&Field> {
        let marked_otherwise =
            |field: &Field| field.options.keys().any(|key| self.purposes.iter().any(|other| key == other));
        self.fields
            .iter()
            .find(|field| field.is(purpose))
            .or_else(|| self.fields.iter().find(|field| field.ident == purpose && !marked_otherwise(field)))
    }

    /// The field for a purpose, or an error that shows how to add one.
    pub(crate) fn required(&self, purpose: &str, example: &str, errors: &mut Diagnostics) -> Option<Field> {
        let found = self.field(purpose).cloned();
        if found.is_none() {
            let message = Message::new(format!("`{}` has no field `{purpose}`", self.ident))
                .help(format!("add `{example}`, or mark the field that it is: `#[auth({purpose})]`"));
            errors.at(&self.ident, message);
        }
        found
    }

    /// `#[…(table = "users")]` or `#[…(schema = crate::schema::users)]`: the module of its table, and
    /// whether the derive makes it.
    pub(crate) fn table(&self, derive: &Derive, errors: &mut Diagnostics) -> Option<TableModule> {
        let Derive { attribute, table: example, .. } = derive;
        let relation = self.options.relation("permission_rel").cloned();
        match (self.options.text("table"), self.options.path("schema")) {
            (Some(name), None) => match named(name) {
                Some(module) => Some(TableModule { path: module.into(), made_here: true, relation }),
                None => {
                    let message = Message::new("a table's name is also a module's, and this is none")
                        .help("write letters, digits and `_`, or bring your own table with `schema = …`");
                    errors.at(name, message);
                    None
                }
            },
            (None, Some(path)) => Some(TableModule { path: path.clone(), made_here: false, relation }),
            (Some(_), Some(path)) => {
                let message = Message::new("`schema` brings a table, and `table` makes one")
                    .help("keep one of the two");
                errors.at(path, message);
                None
            }
            (None, None) if self.options.has("table") || self.options.has("schema") => None,
            (None, None) => {
                let message = Message::new(format!("`{}` names no table", self.ident)).help(format!(
                    "add `#[{attribute}(table = \"{example}\")]`, or `schema = …` for a table of your own"
                ));
                errors.at(&self.ident, message);
                None
            }
        }
    }
}

fn not_a_model(name: &str, why: &str) -> Message {
    Message::new(format!("`{name}` is derived for structs with named fields")).note(why)
}

fn column(ident: &Ident, options: &Entries, errors: &mut Diagnostics) -> Ident {
    let Some(name) = options.text("column") else {
        return ident.clone();
    };
    named(name).unwrap_or_else(|| {
        let message = Message::new(
            "a column is named as Diesel's `table!` names it: with letters, digits and `_`",
        )
        .help("bring your own table with `schema = …`, and rename the column there by `#[sql_name = …]`");
        errors.at(name, message);
        ident.clone()
    })
}

/// The name that a string holds: raw, where it is a keyword.
fn named(text: &LitStr) -> Option<Ident> {
    let name = text.value();
    let mut ident = syn::parse_str::<Ident>(&name).or_else(|_| syn::parse_str(&format!("r#{name}"))).ok()?;
    ident.set_span(text.span());
    Some(ident)
}

/// Where a model's table is.
#[derive(Debug, Clone)]
pub(crate) struct TableModule {
    pub(crate) path: Path,
    pub(crate) made_here: bool,
    /// The table of the permissions that its rows hold, where the application brings that, too.
    pub(crate) relation: Option<Relation>,
}

impl TableModule {
    /// `users::table`
    pub(crate) fn table(&self) -> TokenStream {
        let path = &self.path;
        quote_spanned!(at(path)=> #path::table)
    }

    /// `users::email`
    pub(crate) fn column(&self, field: &Field) -> TokenStream {
        let (path, column) = (&self.path, &field.column);
        quote!(#path::#column)
    }

    /// `table!`, where the derive makes it.
    pub(crate) fn declaration(&self, model: &Ident, id: &Field, fields: &[Field]) -> TokenStream {
        if !self.made_here {
            return TokenStream::new();
        }
        let (module, key) = (&self.path, &id.column);
        let doc = format!(" The table of [`{model}`], for queries of the application's own.");
        let columns = fields.iter().map(|field| {
            let (column, sql) = (&field.column, sql_type::of(&field.ty, field.options.ty("sql")));
            quote!(#column -> #sql,)
        });
        quote! {
            ::fastauth::__private::diesel::table! {
                #[doc = #doc]
                #[allow(missing_docs, reason = "the columns are documented as fields")]
                #module (#key) { #(#columns)* }
            }
        }
    }

    /// What only rustc can check of the table of the permissions that its rows hold: whether it holds their keys.
    pub(crate) fn relation_check(&self, id: &Field) -> Option<TokenStream> {
        let Relation { path, owner, .. } = self.relation.as_ref()?;
        // At the column, which is the one to change: not at the key, which is right elsewhere.
        let key = id.ty.to_token_stream().into_iter().map(|mut token| {
            token.set_span(owner.span());
            token
        });
        let key: TokenStream = key.collect();
        let check = quote_spanned!(owner.span()=> __fastauth::column_holds::<#path::#owner, #key>());
        Some(quote!(const _: () = #check;))
    }

    /// The descriptor that DDL and guards are made of.
    pub(crate) fn descriptor<'a>(&self, columns: impl Iterator<Item = (&'a Field, Ident)>) -> TokenStream {
        let (table, owned) = (self.table(), self.made_here);
        let columns = columns.map(|(field, purpose)| {
            let (column, ty) = (self.column(field), &field.ty);
            match (purpose == "Id", owned) {
                (true, _) => quote!(__fastauth::ColumnDef::key::<#column, #ty>()),
                (false, true) => quote!(__fastauth::ColumnDef::of::<#column>(__fastauth::Purpose::#purpose)),
                (false, false) => {
                    quote!(__fastauth::ColumnDef::brought::<#column>(__fastauth::Purpose::#purpose))
                }
            }
        });
        let relation = self.relation.as_ref().map(|Relation { path, owner, permission }| {
            quote!(.with_relation::<#path::table, #path::#owner, #path::#permission>())
        });
        quote!(&__fastauth::Table::of::<#table>(&[#(#columns),*], #owned)#relation)
    }
}

impl Field {
    /// Whether the field is shown, created or updated by clients.
    pub(crate) fn is(&self, key: &str) -> bool {
        self.options.has(key)
    }

    pub(crate) fn default(&self) -> TokenStream {
        match self.options.expression("default") {
            Some(expression) => quote!(#expression),
            // At the type, where rustc then says that it has no default.
            None => {
                let ty = &self.ty;
                quote_spanned!(ty.span()=> <#ty as __fastauth::HasDefault>::default_value())
            }
        }
    }
}

/// Notes an error for each field whose column the derive makes, and does not know how. A table that the
/// application brought says it itself.
pub(crate) fn check_columns<'a>(
    table: Option<&TableModule>,
    fields: impl Iterator<Item = &'a Field>,
    errors: &mut Diagnostics,
) {
    if table.is_none_or(|table| table.made_here) {
        for field in fields {
            sql_type::check(&field.ty, field.options.ty("sql"), errors);
        }
    }
}

/// Diesel's `Selectable` and `Queryable`, on every database: so that the application's own queries
/// load a model, too. Before them, what only rustc can check of the fields: whether their columns hold them.
pub(crate) fn row_bindings(model: &Ident, table: &TableModule, fields: &[Field]) -> TokenStream {
    let checks = fields.iter().filter(|field| !table.made_here || field.options.has("sql")).map(|field| {
        let (column, ty) = (table.column(field), &field.ty);
        quote_spanned!(ty.span()=> const _: () = __fastauth::column_holds::<#column, #ty>();)
    });
    let fields = fields.iter().enumerate().map(|(position, field)| {
        let (ident, ty, column) = (&field.ident, &field.ty, table.column(field));
        let sql = format_ident!("ST{position}");
        quote!(#sql #ident: #ty = #column)
    });
    quote! {
        #(#checks)*
        ::fastauth::row_bindings! {
            model #model;
            #(#fields,)*
        }
    }
}
