//! What was written, and whether it is an account at a provider.

use syn::{DeriveInput, Ident, Visibility};

use crate::attribute::{Known, Takes};
use crate::auth_user::KeyType;
use crate::diagnostics::Diagnostics;
use crate::model::{Derive, Field, Model, TableModule, check_columns};
use crate::sql_type::is_named;
use crate::wording::Message;

const KEYS: &[Known] = &[("table", Takes::Text), ("schema", Takes::Path)];

const DERIVE: Derive = Derive {
    name: "OAuthAccount",
    attribute: "oauth_account",
    keys: KEYS,
    purposes: &["id", "user_id", "oauth_name", "account_id"],
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
}

impl Account {
    /// The fields that are the model's own.
    pub(super) fn own_fields(&self) -> impl Iterator<Item = &Field> {
        let ours = [&self.id, &self.user_id, &self.oauth_name, &self.account_id];
        self.fields.iter().filter(move |field| ours.iter().all(|other| other.ident != field.ident))
    }
}

/// What opens somebody's account at a provider: `access_token`, `refresh_token`, `id_token`.
fn hide_tokens(model: &Model, errors: &mut Diagnostics) {
    for field in model.fields.iter().filter(|field| field.ident.to_string().ends_with("token")) {
        if let Some(read) = field.options.get("read") {
            let message = Message::new("a provider's token is shown to nobody").help("remove `read` here");
            errors.at(&read.key, message.note("whoever reads it has the user's account at the provider"));
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
    for field in
        [&oauth_name, &account_id].into_iter().flatten().filter(|field| !is_named(&field.ty, "String"))
    {
        let name = &field.ident;
        let message =
            Message::new(format!("`{name}` must be a `String`")).help(format!("write `pub {name}: String`"));
        errors.at(&field.ty, message);
    }
    let key = id.as_ref().and_then(|id| KeyType::of(id, errors));
    if let Some(user_id) = &user_id {
        KeyType::of(user_id, errors);
    }
    hide_tokens(&model, errors);
    check_columns(table.as_ref(), model.fields.iter(), errors);
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
    })
}
