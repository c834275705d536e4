//! What stands for the parts that a model leaves out.

use std::sync::Arc;

use super::{AuthOAuthAccount, AuthPermission, AuthRole, Codenamed};
use crate::store::codenames::{CodenameStore, NoCodenames};
use crate::store::oauth_accounts::{NoOAuthAccounts, OAuthAccountStore};
use crate::store::table::Table;
use crate::store::{Database, Key};

/// The role of a user model without roles. There is none.
#[derive(Debug, Clone, Copy)]
pub enum NoRole {}

/// The permission of a user model without permissions. There is none.
#[derive(Debug, Clone, Copy)]
pub enum NoPermission {}

/// The provider account of a user model without them. There is none.
#[derive(Debug, Clone, Copy)]
pub enum NoOAuthAccount {}

macro_rules! absent {
    ($model:ty) => {
        impl Codenamed for $model {
            type Id = i32;
            type Read = ();

            const TABLE: Option<&'static Table> = None;
            const KNOWN: &'static [&'static str] = &[];

            fn id(&self) -> i32 {
                match *self {}
            }

            fn codename(&self) -> &str {
                match *self {}
            }

            fn with_codename(_codename: String) -> Option<Self> {
                None
            }

            fn read(&self) {}

            fn store(_database: &Database) -> Arc<dyn CodenameStore<Self>> {
                Arc::new(NoCodenames)
            }
        }
    };
}
absent!(NoRole);
absent!(NoPermission);

impl AuthRole for NoRole {}
impl AuthPermission for NoPermission {}

impl<K: Key> AuthOAuthAccount<K> for NoOAuthAccount {
    const TABLE: Option<&'static Table> = None;

    fn store(_database: &Database) -> Arc<dyn OAuthAccountStore<K, Self>> {
        Arc::new(NoOAuthAccounts)
    }
}
