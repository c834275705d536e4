//! Where it lives: the databases, the tables, and every Diesel query of the library.

pub(crate) mod backend;
pub(crate) mod bind;
pub(crate) mod codenames;
pub(crate) mod column;
mod database;
mod ddl;
mod error;
pub(crate) mod grants;
pub(crate) mod held;
mod key;
pub(crate) mod oauth_accounts;
pub(crate) mod passes;
mod queries;
mod rbac_tables;
mod session_table;
mod sessions;
pub mod sql_types;
mod statement;
pub(crate) mod stored_as;
pub(crate) mod table;
mod table_name;
pub(crate) mod users;

pub use backend::{Backend, Dialect};
pub use database::{ConnectOptions, Connected, Database};
pub use error::StoreError;
pub use grants::{Granted, Holder};
pub use key::Key;
#[doc(hidden)]
pub use session_table::SessionTable;
pub use users::Store;

use std::future::Future;
use std::pin::Pin;

/// What a store's method returns: a future that can be sent between threads.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What one query of a backend returns, before its error is read.
pub type QueryFuture<'a, T> = Pin<Box<dyn Future<Output = diesel::QueryResult<T>> + Send + 'a>>;
