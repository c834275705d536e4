//! PostgreSQL, and what speaks its protocol.

use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::pooled::Pooled;
use super::{Backend, Dialect};
use crate::store::database::ConnectOptions;
use crate::store::statement::Statement;
use crate::store::{QueryFuture, StoreError, StoreFuture};

/// A pool of connections to PostgreSQL.
#[derive(Clone)]
pub struct Postgres(Pooled<AsyncPgConnection>);

impl Postgres {
    pub(crate) fn connect(url: &str, options: &ConnectOptions) -> Result<Self, StoreError> {
        Pooled::new(url, options).map(Self)
    }
}

pooled_backend!(Postgres, AsyncPgConnection, Dialect::Postgres);
