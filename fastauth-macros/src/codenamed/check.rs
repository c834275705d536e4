//! Whether what was written is a role or a permission.

use syn::{Expr, ExprArray, Ident, LitStr, Path, Visibility};

use super::Kind;
use super::input::Input;
use crate::attribute::ungrouped;
use crate::auth_user::KeyType;
use crate::diagnostics::Diagnostics;
use crate::model::{Field, TableModule, check_columns};
use crate::sql_type::is_named;
use crate::wording::{Message, list};
use heck::ToShoutySnakeCase;
use quote::format_ident;

/// A declared codename, and the constant for it.
pub(super) type Known = (LitStr, Ident);

/// A role or permission that can be expanded.
pub(super) struct Codenamed {
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) table: TableModule,
    pub(super) key: KeyType,
    pub(super) fields: Vec<Field>,
    pub(super) id: Field,
    pub(super) codename: Field,
    pub(super) known: Vec<Known>,
    pub(super) open: bool,
    pub(super) admin: Option<LitStr>,
    pub(super) grants: Grants,
}

/// What each role begins with, and of which permissions.
pub(super) struct Grants {
    pub(super) permission: Path,
    pub(super) by_role: Vec<(LitStr, ExprArray)>,
}

impl Codenamed {
    /// The fields that are the model's own.
    pub(super) fn own_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.ident != self.id.ident && field.ident != self.codename.ident)
    }
}

pub(super) fn check(input: Input, known: Vec<Known>, errors: &mut Diagnostics) -> Option<Codenamed> {
    let id = input.model.required("id", "pub id: i32", errors);
    let codename = input.model.required("codename", "pub codename: String", errors);
    if let Some(codename) = codename.as_ref().filter(|field| !is_named(&field.ty, "String")) {
        errors.at(
            &codename.ty,
            Message::new("`codename` must be a `String`").help("write `pub codename: String`"),
        );
    }
    let key = id.as_ref().and_then(|id| KeyType::of(id, errors));
    admin(&input, &known, errors);
    check_columns(input.table.as_ref(), input.model.fields.iter(), errors);
    let grants = grants(&input, &known, errors);
    Some(Codenamed {
        grants,
        open: input.model.options.has("open"),
        admin: input.model.options.text("admin").cloned(),
        ident: input.model.ident,
        vis: input.model.vis,
        table: input.table?,
        key: key?,
        fields: input.model.fields,
        id: id?,
        codename: codename?,
        known,
    })
}

/// The role of administrators is one that the program declares.
fn admin(input: &Input, known: &[Known], errors: &mut Diagnostics) {
    let Some(admin) = input.model.options.text("admin") else { return };
    let declared: Vec<String> = known.iter().map(|(codename, _)| codename.value()).collect();
    if !declared.contains(&admin.value()) {
        let names: Vec<&str> = declared.iter().map(String::as_str).collect();
        let message = Message::new(format!("unknown role `{}`", admin.value()))
            .did_you_mean(&admin.value(), &names)
            .note("`admin` names one of the roles in `known = […]`");
        errors.at(admin, message);
    }
}

fn grants(input: &Input, known: &[Known], errors: &mut Diagnostics) -> Grants {
    let options = &input.model.options;
    let by_role = options.lists("grants").to_vec();
    let declared: Vec<String> = known.iter().map(|(codename, _)| codename.value()).collect();
    // These two are there without being listed.
    let admin = options.text("admin").map_or_else(|| "Admin".to_owned(), LitStr::value);
    let names: Vec<&str> = declared.iter().map(String::as_str).chain([admin.as_str(), "User"]).collect();
    for (position, (role, permissions)) in by_role.iter().enumerate() {
        let name = role.value();
        if !options.has("open") && !names.contains(&name.as_str()) {
            let message = Message::new(format!("unknown role `{name}`")).did_you_mean(&name, &names);
            errors.at(role, message.note(format!("declared are {}", list(&names))));
        }
        if by_role.iter().take(position).any(|(other, _)| other.value() == name) {
            errors
                .at(role, Message::new(format!("`{name}` is there twice")).help("make one list of the two"));
        }
        for permission in &permissions.elems {
            let is_text =
                matches!(ungrouped(permission), Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(_), .. }));
            if !is_text && !matches!(ungrouped(permission), Expr::Path(_)) {
                let message = Message::new("a codename is a string or a constant")
                    .help("write `\"report:read\"`, `Permission::REPORT_READ`, or `\"*\"` for all");
                errors.at(permission, message);
            }
        }
    }
    // Most programs have one permission, and call it that.
    let span = options.get("grants").map_or_else(proc_macro2::Span::call_site, |entry| entry.key.span());
    let permission =
        options.path("permission").cloned().unwrap_or_else(|| Ident::new("Permission", span).into());
    Grants { permission, by_role }
}

/// A constant for each codename: `"user:delete"` is `USER_DELETE`.
pub(super) fn constants(kind: Kind, codenames: &[LitStr], errors: &mut Diagnostics) -> Vec<Known> {
    let mut constants: Vec<Known> = Vec::new();
    for codename in codenames {
        let text = codename.value();
        if !is_codename(&text) {
            let text = if text.is_empty() { "an empty string".to_owned() } else { format!("`{text}`") };
            let message = Message::new(format!("{text} is no codename"))
                .help(format!("write one like `{}`", kind.example()))
                .note("a codename has 1 to 64 letters, digits, `_`, `.` and `-`, in parts that `:` joins");
            errors.at(codename, message);
            continue;
        }
        let shouted = text.to_shouty_snake_case();
        let begins_with_digit = shouted.starts_with(|first: char| first.is_ascii_digit());
        let constant =
            format_ident!("{}{shouted}", if begins_with_digit { "_" } else { "" }, span = codename.span());
        if let Some((other, _)) = constants.iter().find(|(_, other)| *other == constant) {
            let message = match other.value() == text {
                true => Message::new(format!("`{text}` is declared twice")).help("remove one of the two"),
                false => Message::new(format!("`{text}` and `{}` would both be `{constant}`", other.value()))
                    .help("give one of them another name"),
            };
            errors.at(codename, message);
            continue;
        }
        constants.push((codename.clone(), constant));
    }
    constants
}

/// Letters, digits, `_ . -`, in parts joined by `:`; 1 to 64 of them.
pub(crate) fn is_codename(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.split(':').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
        })
}
