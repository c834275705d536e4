//! The account that a user has at a provider.

use std::sync::Arc;

use serde::Serialize;
use time::OffsetDateTime;

use crate::credential::EncryptedToken;
use crate::store::oauth_accounts::OAuthAccountStore;
use crate::store::table::{Purpose, Table};
use crate::store::{Database, Key};

/// An account at a provider, of a user whose key is `K`: derive
/// [`OAuthAccount`](macro@crate::OAuthAccount).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an account at a provider of a user whose key is `{K}`",
    note = "derive `OAuthAccount` on it, and give its `user_id` the type of the user's key"
)]
pub trait AuthOAuthAccount<K: Key>: Sized + Send + Sync + 'static {
    /// The primary key.
    type Id: Key;
    /// What an answer shows of it: never a token.
    type Read: Serialize + Send;

    /// Its table; nothing where the model has no such thing.
    const TABLE: Option<&'static Table>;

    /// The primary key.
    fn id(&self) -> Self::Id;
    /// Whose it is.
    fn user_id(&self) -> K;
    /// The provider, by its name here.
    fn oauth_name(&self) -> &str;
    /// What the provider calls the account, for ever (`sub`, where it speaks OpenID Connect).
    fn account_id(&self) -> &str;
    /// What is kept of the provider's tokens.
    fn tokens(&self) -> StoredProviderTokens {
        StoredProviderTokens::default()
    }

    /// An account about to be stored; nothing where the model has no such thing.
    fn new(account: NewOAuthAccount<Self::Id, K>) -> Option<Self>;
    /// What an answer shows of it.
    fn read(&self) -> Self::Read;

    /// The store behind it.
    #[doc(hidden)]
    fn store(database: &Database) -> Arc<dyn OAuthAccountStore<Self, K>>;
}

/// The accounts of one kind of users: the user's derive says so, once. Two kinds of users that shared one model of accounts would
/// share its rows, and one number may be a user of each.
#[doc(hidden)]
pub trait AccountsOfOneKindOfUsers {}

/// A model that keeps accounts at providers, as every one does that derives [`OAuthAccount`](macro@crate::OAuthAccount).
#[diagnostic::on_unimplemented(
    message = "`{Self}` keeps no accounts at providers",
    label = "whoever signs in with a provider would be nobody the next time",
    note = "derive `OAuthAccount` on a struct, and name it: `#[auth_user(oauth_account = …)]`"
)]
pub trait KeepsAccounts {}

/// An account about to be stored. A model keeps what it has fields for.
#[derive(Debug, Clone)]
pub struct NewOAuthAccount<I, K> {
    /// The primary key; a placeholder where the database makes it.
    pub id: I,
    /// Whose it is.
    pub user_id: K,
    /// The provider, by its name here.
    pub oauth_name: String,
    /// What the provider calls the account.
    pub account_id: String,
    /// The address that the provider told, in its canonical spelling, verified or not.
    pub account_email: Option<String>,
    /// What is kept of the provider's tokens.
    pub tokens: StoredProviderTokens,
    /// Now.
    pub created_at: OffsetDateTime,
}

/// What is kept of a provider's tokens: nothing, unless the model has fields for them and the provider is one whose
/// tokens are kept.
#[derive(Debug, Clone, Default)]
pub struct StoredProviderTokens {
    /// The access token.
    pub access_token: Option<EncryptedToken>,
    /// The refresh token, where the provider gave one.
    pub refresh_token: Option<EncryptedToken>,
    /// When the access token expires, where the provider says it.
    pub expires_at: Option<OffsetDateTime>,
}

/// Whether a model has the columns that a provider's tokens are kept in.
pub(crate) fn keeps_tokens<K: Key, A: AuthOAuthAccount<K>>() -> bool {
    A::TABLE.is_some_and(|table| table.column(Purpose::ProviderAccessToken).is_some())
}
