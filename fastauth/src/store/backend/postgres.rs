//! PostgreSQL, and what speaks its protocol.

use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::pooled::Pooled;
use super::{Backend, Dialect};
use crate::store::database::ConnectOptions;
use crate::store::statement::Statement;
use crate::store::{QueryFuture, StoreError, StoreFuture};

/// A pool of connections to PostgreSQL.
#[derive(Clone)]
pub struct Postgres(Pooled<AsyncPgConnection>);

impl Postgres {
    pub(crate) async fn connect(url: &str, options: &ConnectOptions) -> Result<Self, StoreError> {
        // What nobody waits for any longer, the server gives up, too.
        let limit = format!("SET statement_timeout = {}", options.statement_milliseconds());
        let backend = Self(Pooled::new(url, options, limit)?);
        // A wrong password or a server that is not there is told now, not to the first client.
        backend.batch(vec!["SELECT 1".to_owned()]).await?;
        if log::log_enabled!(target: "tokio_postgres::query", log::Level::Debug) {
            tracing::warn!(
                "`tokio_postgres` logs the values of every statement at the level `debug`, hashes of passwords \
                 among them: let it log at `info` only"
            );
        }
        Ok(backend)
    }
}

// Each statement sees what was committed while the one before it waited for a lock, whatever level the
// server defaults to.
pooled_backend!(Postgres, AsyncPgConnection, Dialect::Postgres, build_transaction().read_committed().run);
