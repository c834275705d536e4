//! What was written.

use syn::{DeriveInput, LitStr};

use super::Kind;
use crate::attribute::{Known, Takes, strings};
use crate::diagnostics::Diagnostics;
use crate::model::{Derive, Model, TableModule};

const KEYS: &[Known] =
    &[("table", Takes::Text), ("schema", Takes::Path), ("known", Takes::List), ("open", Takes::Nothing)];

const KEYS_OF_ROLES: &[Known] = &[
    ("table", Takes::Text),
    ("schema", Takes::Path),
    ("known", Takes::List),
    ("open", Takes::Nothing),
    ("admin", Takes::Text),
    ("grants", Takes::Lists),
    ("permission", Takes::Path),
    ("permission_rel", Takes::Relation),
];

pub(super) struct Input {
    pub(super) model: Model,
    pub(super) table: Option<TableModule>,
    pub(super) known: Vec<LitStr>,
}

pub(super) fn read(kind: Kind, input: DeriveInput, errors: &mut Diagnostics) -> Option<Input> {
    let derive = Derive {
        name: kind.derive(),
        attribute: kind.attribute(),
        keys: if kind == Kind::Role { KEYS_OF_ROLES } else { KEYS },
        purposes: &["id", "codename"],
        marks: &[],
        table: kind.table(),
    };
    let model = Model::read(&derive, input, errors)?;
    let table = model.table(&derive, errors);
    let known = match model.options.list("known") {
        Some(list) => strings(list, errors),
        None => Vec::new(),
    };
    Some(Input { model, table, known })
}
