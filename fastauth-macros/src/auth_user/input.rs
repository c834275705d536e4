//! What was written.

use syn::{DeriveInput, Path};

use crate::attribute::{Known, Takes};
use crate::diagnostics::Diagnostics;
use crate::model::{Derive, Field, Model, TableModule};

const KEYS: &[Known] = &[
    ("table", Takes::Text),
    ("schema", Takes::Path),
    ("role", Takes::Path),
    ("permission", Takes::Path),
    ("oauth_account", Takes::Path),
    ("permission_rel", Takes::Relation),
];

/// What a field may be for.
pub(super) const PURPOSES: &[&str] =
    &["id", "email", "username", "hashed_password", "is_active", "is_verified", "role_id", "created_at"];

const DERIVE: Derive = Derive {
    name: "AuthUser",
    attribute: "auth_user",
    keys: KEYS,
    purposes: PURPOSES,
    marks: &["login", "claim"],
    table: "users",
};

pub(super) struct Input {
    pub(super) model: Model,
    pub(super) table: Option<TableModule>,
    pub(super) role: Option<Path>,
    pub(super) permission: Option<Path>,
    pub(super) oauth_account: Option<Path>,
}

impl Input {
    pub(super) fn field(&self, purpose: &str) -> Option<&Field> {
        self.model.field(purpose)
    }
}

/// What can be said of a struct whose other mistakes are told elsewhere.
pub(super) fn read_leniently(input: DeriveInput) -> Option<Input> {
    let mut errors = Diagnostics::default();
    let read = read(input, &mut errors);
    errors.finish();
    read
}

pub(super) fn read(input: DeriveInput, errors: &mut Diagnostics) -> Option<Input> {
    let model = Model::read(&DERIVE, input, errors)?;
    let table = model.table(&DERIVE, errors);
    let path = |key| model.options.path(key).cloned();
    let (role, permission, oauth_account) = (path("role"), path("permission"), path("oauth_account"));
    Some(Input { model, table, role, permission, oauth_account })
}
