//! Whether what was written is a user.

use syn::ext::IdentExt;
use syn::{Ident, Path, Visibility};

use super::input::{Input, PURPOSES};
use crate::diagnostics::Diagnostics;
use crate::model::{Field, TableModule, check_columns};
use crate::shape::Shape;
use crate::sql_type::is_named;
use crate::wording::Message;

/// A user that can be expanded.
pub(super) struct User {
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) table: TableModule,
    pub(super) role: Option<Path>,
    pub(super) permission: Option<Path>,
    pub(super) oauth_account: Option<Path>,
    pub(super) key: KeyType,
    pub(super) fields: Vec<Field>,
    pub(super) id: Field,
    pub(super) email: Field,
    pub(super) username: Option<Field>,
    pub(super) hashed_password: Field,
    pub(super) is_active: Field,
    pub(super) is_verified: Field,
    pub(super) role_id: Option<Field>,
    pub(super) created_at: Option<Field>,
    pub(super) login_by_username: bool,
}

/// The type of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyType {
    Uuid,
    I32,
    I64,
}

impl KeyType {
    /// The key type of a field, or an error.
    pub(crate) fn of(field: &Field, errors: &mut Diagnostics) -> Option<Self> {
        let known = [("Uuid", Self::Uuid), ("i32", Self::I32), ("i64", Self::I64)];
        let found = known.into_iter().find(|(name, _)| is_named(&field.ty, name)).map(|(_, key)| key);
        if found.is_none() {
            let message = Message::new(format!("`{}` cannot be a key of this type", field.ident))
                .help("make it a `Uuid`, an `i32` or an `i64`");
            errors.at(&field.ty, message);
        }
        found
    }

    pub(crate) fn made_by_database(self) -> bool {
        self != Self::Uuid
    }
}

impl User {
    /// The fields that are the model's own.
    pub(super) fn own_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| self.purpose_of(field).is_none())
    }

    /// What a field is for, if the library cares.
    pub(super) fn purpose_of(&self, field: &Field) -> Option<&'static str> {
        let required = [
            ("id", Some(&self.id)),
            ("email", Some(&self.email)),
            ("hashed_password", Some(&self.hashed_password)),
            ("is_active", Some(&self.is_active)),
            ("is_verified", Some(&self.is_verified)),
            ("username", self.username.as_ref()),
            ("role_id", self.role_id.as_ref()),
            ("created_at", self.created_at.as_ref()),
        ];
        required
            .into_iter()
            .find(|(_, found)| found.is_some_and(|found| found.ident == field.ident))
            .map(|(name, _)| name)
    }
}

/// The types that the fields of the library's must have.
const TYPES: [(&str, Shape); 7] = [
    ("email", Shape::Plain("String")),
    ("username", Shape::Optional("String")),
    ("hashed_password", Shape::Plain("PasswordHash")),
    ("is_active", Shape::Plain("bool")),
    ("is_verified", Shape::Plain("bool")),
    ("role_id", Shape::OptionalKey),
    ("created_at", Shape::Plain("OffsetDateTime")),
];

pub(super) fn check(input: Input, errors: &mut Diagnostics) -> Option<User> {
    one_field_a_purpose(&input, errors);
    for (purpose, shape) in TYPES {
        if let Some(field) = input.field(purpose) {
            shape.check(field, purpose, errors);
        }
    }
    logins(&input, errors);
    schemas(&input, errors);
    claims(&input, errors);
    roles(&input, errors);
    permissions(&input, errors);
    let id = input.model.required("id", "pub id: Uuid", errors);
    let email = input.model.required("email", "pub email: String", errors);
    let hashed_password =
        input.model.required("hashed_password", "pub hashed_password: PasswordHash", errors);
    let is_active = input.model.required("is_active", "pub is_active: bool", errors);
    let is_verified = input.model.required("is_verified", "pub is_verified: bool", errors);
    let key = id.as_ref().and_then(|id| KeyType::of(id, errors));
    let is_ours = |field: &Field| {
        PURPOSES.iter().any(|purpose| input.field(purpose).is_some_and(|found| found.ident == field.ident))
    };
    let own_fields = input.model.fields.iter().filter(|field| !is_ours(field));
    check_columns(input.table.as_ref(), own_fields, errors);
    let optional = |purpose| input.field(purpose).cloned();
    let (username, role_id, created_at) = (optional("username"), optional("role_id"), optional("created_at"));
    Some(User {
        login_by_username: username.as_ref().is_some_and(|field| field.is("login")),
        table: input.table?,
        ident: input.model.ident,
        vis: input.model.vis,
        role: input.role,
        permission: input.permission,
        oauth_account: input.oauth_account,
        key: key?,
        fields: input.model.fields,
        id: id?,
        email: email?,
        username,
        hashed_password: hashed_password?,
        is_active: is_active?,
        is_verified: is_verified?,
        role_id,
        created_at,
    })
}

fn one_field_a_purpose(input: &Input, errors: &mut Diagnostics) {
    for purpose in PURPOSES.iter().copied() {
        for field in input.model.fields.iter().filter(|field| field.is(purpose)).skip(1) {
            let message =
                Message::new(format!("two fields are marked `{purpose}`")).help("keep one of the two");
            errors.at(&field.ident, message);
        }
    }
}

fn logins(input: &Input, errors: &mut Diagnostics) {
    for field in input.model.fields.iter().filter(|field| field.is("login")) {
        let fits = ["email", "username"]
            .iter()
            .any(|purpose| input.field(purpose).is_some_and(|found| found.ident == field.ident));
        if !fits {
            let message = Message::new("nobody can log in by this field")
                .note("`login` fits the e-mail address and the username: both are unique, and neither looks like the other");
            errors.at(&field.ident, message);
        }
    }
}

/// What clients see and send of the library's fields is not the model's to say.
fn schemas(input: &Input, errors: &mut Diagnostics) {
    for purpose in PURPOSES.iter().copied() {
        let Some(field) = input.field(purpose) else { continue };
        for key in
            field.options.keys().filter(|key| ["create", "read", "update"].iter().any(|other| key == other))
        {
            let note = match purpose {
                "hashed_password" => "a hash is never shown, and comes from no client",
                _ => "the library decides which of its own fields clients see and send",
            };
            let message = Message::new(format!("`{key}` is for fields of the model's own"))
                .help(format!("remove `{key}` here"))
                .note(note);
            errors.at(key, message);
        }
    }
}

/// The claims that the library makes itself.
const LIBRARY_CLAIMS: [&str; 12] =
    ["iss", "sub", "aud", "iat", "exp", "nbf", "jti", "client_id", "sid", "realm", "rot", "type"];

fn claims(input: &Input, errors: &mut Diagnostics) {
    for field in input.model.fields.iter().filter(|field| field.is("claim")) {
        let Some(key) = field.options.get("claim").map(|entry| &entry.key) else { continue };
        let name = field.ident.unraw().to_string();
        if input.field("hashed_password").is_some_and(|hash| hash.ident == field.ident) {
            let message = Message::new("a hash is in no token").help("remove `claim` here");
            errors.at(key, message.note("whoever holds a token can read it"));
        } else if LIBRARY_CLAIMS.contains(&name.as_str()) {
            let message = Message::new(format!("`{name}` is a claim of the library's")).help(format!(
                "call the field otherwise, and its column so: `#[auth(claim, column = \"{name}\")]`"
            ));
            errors.at(key, message);
        }
    }
}

fn permissions(input: &Input, errors: &mut Diagnostics) {
    if let (None, Some(relation)) = (&input.permission, input.model.options.relation("permission_rel")) {
        let message =
            Message::new(format!("`{}` has a `permission_rel` and no permission", input.model.ident))
                .help("add `permission = Permission` to `#[auth_user(…)]`");
        errors.at(&relation.path, message);
    }
}

fn roles(input: &Input, errors: &mut Diagnostics) {
    match (&input.role, input.field("role_id")) {
        (Some(role), None) => {
            let message = Message::new(format!("`{}` has no field `role_id`", input.model.ident))
                .help("add `pub role_id: Option<i32>`, or as the role's `id` is");
            errors.at(role, message);
        }
        (None, Some(field)) => {
            let message = Message::new(format!("`{}` has a `role_id` and no role", input.model.ident))
                .help("add `role = Role` to `#[auth_user(…)]`");
            errors.at(&field.ident, message);
        }
        _ => {}
    }
}
