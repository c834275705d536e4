//! What stands for the parts that a model leaves out.

use std::sync::Arc;

use super::{
    AuthOAuthAccount, AuthPermission, AuthRole, CodenameSchema, Codenamed, Fields, FromFields,
    NewOAuthAccount, UserSchema,
};
use crate::credential::Password;
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

/// The parts of a user whose derive found an error.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Broken {}

/// The update schema of a user whose derive found an error.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct BrokenUpdate;

macro_rules! absent {
    ($model:ty, open: $open:literal) => {
        impl Codenamed for $model {
            type Id = i32;
            type Read = ();
            type Create = Broken;
            type Update = BrokenUpdate;

            const TABLE: Option<&'static Table> = None;
            const KNOWN: &'static [&'static str] = &[];
            const OPEN: bool = $open;

            fn id(&self) -> i32 {
                match *self {}
            }

            fn codename(&self) -> &str {
                match *self {}
            }

            fn new(create: Broken) -> Self {
                match create {}
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
absent!(NoRole, open: false);
absent!(NoPermission, open: false);
absent!(Broken, open: true);

impl AuthRole for NoRole {}
impl AuthPermission for NoPermission {}

impl<K: Key> AuthOAuthAccount<K> for NoOAuthAccount {
    type Id = i32;
    type Read = ();

    const TABLE: Option<&'static Table> = None;

    fn id(&self) -> i32 {
        match *self {}
    }

    fn user_id(&self) -> K {
        match *self {}
    }

    fn oauth_name(&self) -> &str {
        match *self {}
    }

    fn account_id(&self) -> &str {
        match *self {}
    }

    fn new(_account: NewOAuthAccount<i32, K>) -> Option<Self> {
        None
    }

    fn read(&self) {}

    fn store(_database: &Database) -> Arc<dyn OAuthAccountStore<Self, K>> {
        Arc::new(NoOAuthAccounts)
    }
}

impl AuthRole for Broken {}
impl AuthPermission for Broken {}

impl FromFields for Broken {
    fn from_fields(_fields: &mut Fields) -> Option<Self> {
        None
    }
}

impl FromFields for BrokenUpdate {
    fn from_fields(_fields: &mut Fields) -> Option<Self> {
        None
    }
}

impl CodenameSchema for Broken {
    fn codename(&self) -> &str {
        match *self {}
    }
}

impl UserSchema for Broken {
    fn email(&self) -> &str {
        match *self {}
    }

    fn username(&self) -> Option<&str> {
        match *self {}
    }

    fn password(&self) -> &Password {
        match *self {}
    }
}
