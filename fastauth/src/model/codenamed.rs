//! Roles and permissions: what has a codename.

use std::sync::Arc;

use serde::Serialize;

use crate::store::codenames::CodenameStore;
use crate::store::table::Table;
use crate::store::{Database, Key};

/// A role or a permission: a key, a codename, and what the application adds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a role nor a permission",
    note = "derive `Role` or `Permission` on it"
)]
pub trait Codenamed: Sized + Send + Sync + 'static {
    /// The primary key.
    type Id: Key;
    /// What an answer shows of it.
    type Read: Serialize + Send;

    /// Its table; nothing where the model has no such thing.
    const TABLE: Option<&'static Table>;
    /// The codenames that the model declares. Those of the library's own routes are known beside them.
    const KNOWN: &'static [&'static str];
    /// Of roles: the one that may do everything that the library's routes offer (`ADMIN_DEFAULT_ROLE` of
    /// fastapi-fastauth).
    const ADMIN_ROLE: &'static str = "Admin";
    /// What each role begins with, by codename; `*` is every permission that the program declares.
    const GRANTS: &'static [(&'static str, &'static [&'static str])] = &[];
    /// Whether codenames that are not declared may be named in code, too.
    const OPEN: bool = false;

    /// The primary key.
    fn id(&self) -> Self::Id;
    /// The codename.
    fn codename(&self) -> &str;
    /// A new one of this codename, its other fields at their defaults; nothing where the model has no
    /// such thing.
    fn with_codename(codename: String) -> Option<Self>;
    /// What an answer shows of it.
    fn read(&self) -> Self::Read;

    /// The store behind it.
    #[doc(hidden)]
    fn store(database: &Database) -> Arc<dyn CodenameStore<Self>>;
}

/// A role: derive [`Role`](macro@crate::Role).
#[diagnostic::on_unimplemented(message = "`{Self}` is not a role", note = "derive `Role` on it")]
pub trait AuthRole: Codenamed {}

/// A permission: derive [`Permission`](macro@crate::Permission).
#[diagnostic::on_unimplemented(message = "`{Self}` is not a permission", note = "derive `Permission` on it")]
pub trait AuthPermission: Codenamed {}
