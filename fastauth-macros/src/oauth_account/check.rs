//! What was written, and whether it is an account at a provider.

use syn::{DeriveInput, Ident, Visibility};

use crate::attribute::{Known, Takes};
use crate::auth_user::KeyType;
use crate::diagnostics::Diagnostics;
use crate::model::{Derive, Field, Model, TableModule, check_columns};
use crate::shape::Shape;
use crate::wording::Message;

const KEYS: &[Known] = &[("table", Takes::Text), ("schema", Takes::Path)];

/// What a field must be for, beside the keys, and its type.
const REQUIRED: [(&str, Shape); 2] =
    [("oauth_name", Shape::Plain("String")), ("account_id", Shape::Plain("String"))];

/// What a field may be for, and its type then.
const OPTIONAL: [(&str, Shape); 5] = [
    ("account_email", Shape::Optional("String")),
    ("access_token", Shape::Optional("EncryptedToken")),
    ("refresh_token", Shape::Optional("EncryptedToken")),
    ("expires_at", Shape::Optional("OffsetDateTime")),
    ("created_at", Shape::Plain("OffsetDateTime")),
];

const DERIVE: Derive = Derive {
    name: "OAuthAccount",
    attribute: "oauth_account",
    keys: KEYS,
    purposes: &[
        "id",
        "user_id",
        "oauth_name",
        "account_id",
        "account_email",
        "access_token",
        "refresh_token",
        "expires_at",
        "created_at",
    ],
    marks: &[],
    table: "oauth_accounts",
};

/// An account that can be expanded.
pub(super) struct Account {
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) table: TableModule,
    pub(super) key: KeyType,
    pub(super) fields: Vec<Field>,
    pub(super) id: Field,
    pub(super) user_id: Field,
    pub(super) oauth_name: Field,
    pub(super) account_id: Field,
    /// The others that the library knows, with what each is for.
    pub(super) known: Vec<(&'static str, Field)>,
}

impl Account {
    /// What a field is for, if the library cares.
    pub(super) fn purpose_of(&self, field: &Field) -> Option<&'static str> {
        let required = [
            ("id", &self.id),
            ("user_id", &self.user_id),
            ("oauth_name", &self.oauth_name),
            ("account_id", &self.account_id),
        ];
        let known = self.known.iter().map(|(purpose, field)| (*purpose, field));
        let mut all = required.into_iter().chain(known);
        all.find(|(_, found)| found.ident == field.ident).map(|(purpose, _)| purpose)
    }

    /// The field for one of the purposes that a model may leave out.
    pub(super) fn known(&self, purpose: &str) -> Option<&Field> {
        self.known.iter().find(|(known, _)| *known == purpose).map(|(_, field)| field)
    }
}

/// What opens somebody's account at a provider: `access_token`, `refresh_token`, `id_token`.
fn hide_tokens(model: &Model, errors: &mut Diagnostics) {
    let is_token = |field: &&Field| {
        let mut purposes = ["access_token", "refresh_token"].iter();
        field.ident.to_string().ends_with("token")
            || purposes.any(|purpose| model.field(purpose).is_some_and(|found| found.ident == field.ident))
    };
    for field in model.fields.iter().filter(is_token) {
        if let Some(read) = field.options.get("read") {
            let message = Message::new("a provider's token is shown to nobody").help("remove `read` here");
            errors.at(&read.key, message.note("whoever reads it has the user's account at the provider"));
        }
    }
}

/// A refresh token is of use where the access token that it replaces is kept, and when that expires.
fn tokens_go_together(model: &Model, errors: &mut Diagnostics) {
    let Some(refresh) = model.field("refresh_token") else { return };
    for (purpose, example) in
        [("access_token", "Option<EncryptedToken>"), ("expires_at", "Option<OffsetDateTime>")]
    {
        if model.field(purpose).is_none() {
            let message = Message::new(format!("`{}` has a `refresh_token` and no `{purpose}`", model.ident))
                .help(format!("add `pub {purpose}: {example}`"))
                .note("a token is refreshed once it has expired, and then replaced");
            errors.at(&refresh.ident, message);
        }
    }
}

pub(super) fn check(input: DeriveInput, errors: &mut Diagnostics) -> Option<Account> {
    let model = Model::read(&DERIVE, input, errors)?;
    let table = model.table(&DERIVE, errors);
    let id = model.required("id", "pub id: Uuid", errors);
    let user_id = model.required("user_id", "pub user_id: Uuid", errors);
    let oauth_name = model.required("oauth_name", "pub oauth_name: String", errors);
    let account_id = model.required("account_id", "pub account_id: String", errors);
    for (purpose, shape) in REQUIRED.into_iter().chain(OPTIONAL) {
        if let Some(field) = model.field(purpose) {
            shape.check(field, purpose, errors);
        }
    }
    let key = id.as_ref().and_then(|id| KeyType::of(id, errors));
    if let Some(user_id) = &user_id {
        KeyType::of(user_id, errors);
    }
    hide_tokens(&model, errors);
    tokens_go_together(&model, errors);
    check_columns(table.as_ref(), model.fields.iter(), errors);
    let known =
        OPTIONAL.iter().filter_map(|(purpose, _)| Some((*purpose, model.field(purpose)?.clone()))).collect();
    Some(Account {
        ident: model.ident,
        vis: model.vis,
        table: table?,
        key: key?,
        fields: model.fields,
        id: id?,
        user_id: user_id?,
        oauth_name: oauth_name?,
        account_id: account_id?,
        known,
    })
}
