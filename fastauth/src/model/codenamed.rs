//! Roles and permissions: what has a codename.

use std::fmt::Debug;
use std::sync::Arc;

use serde::Serialize;

use super::{Fields, FromFields};
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
    /// What a client sends to make one: a codename, and the model's own fields.
    type Create: CodenameSchema + Send + Sync;
    /// What a client may change of the model's own fields.
    type Update: FromFields + Clone + Debug + Default + Send + Sync;

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
    /// A new one.
    fn new(create: Self::Create) -> Self;
    /// A new one of this codename, its other fields at their defaults; nothing where the model has no
    /// such thing.
    fn with_codename(codename: String) -> Option<Self>;
    /// What an answer shows of it.
    fn read(&self) -> Self::Read;

    /// The store behind it.
    #[doc(hidden)]
    fn store(database: &Database) -> Arc<dyn CodenameStore<Self>>;
}

/// What every `RoleCreate` and `PermissionCreate` holds beside the model's own fields.
pub trait CodenameSchema: FromFields {
    /// The codename.
    fn codename(&self) -> &str;
}

/// What changes of a role or a permission; what is `None` stays.
#[derive(Debug)]
pub struct CodenameChanges<C: Codenamed> {
    /// The codename.
    pub codename: Option<String>,
    /// The model's own fields.
    pub own: C::Update,
}

impl<C: Codenamed> Clone for CodenameChanges<C> {
    fn clone(&self) -> Self {
        Self { codename: self.codename.clone(), own: self.own.clone() }
    }
}

impl<C: Codenamed> Default for CodenameChanges<C> {
    fn default() -> Self {
        Self { codename: None, own: C::Update::default() }
    }
}

impl<C: Codenamed> FromFields for CodenameChanges<C> {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let (codename, own) = (fields.changed("codename"), C::Update::from_fields(fields));
        Some(Self { codename: codename?, own: own? })
    }
}

/// What an administrator changes of a role; what is `None` stays.
#[derive(Debug)]
pub struct RolePatch<R: Codenamed> {
    /// The codename, and the model's own fields.
    pub changes: CodenameChanges<R>,
    /// The codenames of its permissions: these, and no others.
    pub permissions: Option<Vec<String>>,
}

impl<R: Codenamed> Default for RolePatch<R> {
    fn default() -> Self {
        Self { changes: CodenameChanges::default(), permissions: None }
    }
}

impl<R: Codenamed> FromFields for RolePatch<R> {
    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let permissions = fields.changed("permissions");
        Some(Self { changes: CodenameChanges::from_fields(fields)?, permissions: permissions? })
    }
}

/// A role: derive [`Role`](macro@crate::Role).
#[diagnostic::on_unimplemented(message = "`{Self}` is not a role", note = "derive `Role` on it")]
pub trait AuthRole: Codenamed {}

/// A permission: derive [`Permission`](macro@crate::Permission).
#[diagnostic::on_unimplemented(message = "`{Self}` is not a permission", note = "derive `Permission` on it")]
pub trait AuthPermission: Codenamed {}
