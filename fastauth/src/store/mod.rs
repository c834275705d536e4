//! Where it lives: the databases, the tables, and every Diesel query of the library.

pub(crate) mod backend;
pub(crate) mod bind;
pub(crate) mod codenames;
pub(crate) mod column;
mod database;
mod ddl;
mod error;
mod future;
pub(crate) mod grants;
pub(crate) mod held;
mod key;
pub(crate) mod oauth_accounts;
pub(crate) mod passes;
mod queries;
mod rbac_tables;
mod relation;
mod session_table;
mod sessions;
pub mod sql_types;
mod statement;
pub(crate) mod stored_as;
pub(crate) mod table;
mod table_name;
pub(crate) mod users;

pub use backend::{Backend, Dialect};
pub use codenames::CodenameStore;
pub use database::{ConnectOptions, Connected, Database};
pub use error::StoreError;
pub use future::{QueryFuture, StoreFuture};
pub use grants::{GrantStore, Granted};
pub use key::Key;
pub use oauth_accounts::OAuthAccountStore;
pub use relation::Holder;
#[doc(hidden)]
pub use session_table::SessionTable;
pub use sessions::SessionStore;
pub use table::{ColumnDef, Table};
pub use users::Store;
