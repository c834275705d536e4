//! The account that a user has at a provider.

use std::sync::Arc;

use crate::store::oauth_accounts::OAuthAccountStore;
use crate::store::table::Table;
use crate::store::{Database, Key};

/// An account at a provider, of a user whose key is `K`: derive
/// [`OAuthAccount`](macro@crate::OAuthAccount).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an account at a provider of a user whose key is `{K}`",
    note = "derive `OAuthAccount` on it, and give its `user_id` the type of the user's key"
)]
pub trait AuthOAuthAccount<K: Key>: Sized + Send + Sync + 'static {
    /// Its table; nothing where the model has no such thing.
    const TABLE: Option<&'static Table>;

    /// The store behind it.
    #[doc(hidden)]
    fn store(database: &Database) -> Arc<dyn OAuthAccountStore<K, Self>>;
}
