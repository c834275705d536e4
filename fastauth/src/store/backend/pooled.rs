//! A pool of connections to a database server.

use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::{HookError, Manager, PoolError as ManagedError, QueueMode, TimeoutType, Timeouts};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, PoolError, PoolableConnection, RecyclingMethod,
};
use diesel_async::{AsyncConnection, SimpleAsyncConnection};
use futures_util::FutureExt;

use super::contention::retried;
use super::lent::{Connection, Lent};
use super::unfinished::Unfinished;
use crate::store::database::ConnectOptions;
use crate::store::error::is_disconnect;
use crate::store::{QueryFuture, StoreError};
use diesel::result::Error as DieselError;

/// A connection that nobody used for longer is asked whether it lives before it is handed out.
///
/// Asking every time costs each request one round trip more; not asking at all lets a write meet a
/// connection that the server or a proxy has closed meanwhile. Proxies wait for minutes.
const TRUST_IDLE_FOR: Duration = Duration::from_secs(30);

pub(super) struct Pooled<C>
where
    C: PoolableConnection + 'static,
    AsyncDieselConnectionManager<C>: Manager<Type = C, Error = PoolError>,
{
    pool: deadpool::managed::Pool<AsyncDieselConnectionManager<C>>,
    acquire_timeout: Duration,
    statement_timeout: Duration,
}

impl<C> Clone for Pooled<C>
where
    C: PoolableConnection + 'static,
    AsyncDieselConnectionManager<C>: Manager<Type = C, Error = PoolError>,
{
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            acquire_timeout: self.acquire_timeout,
            statement_timeout: self.statement_timeout,
        }
    }
}

impl<C> Pooled<C>
where
    C: PoolableConnection + AsyncConnection + SimpleAsyncConnection + Send + 'static,
    AsyncDieselConnectionManager<C>: Manager<Type = C, Error = PoolError>,
{
    /// `setup` is run on each new connection.
    pub(super) fn new(url: &str, options: &ConnectOptions, setup: String) -> Result<Self, StoreError> {
        let mut config = ManagerConfig::<C>::default();
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |url| {
            let setup = setup.clone();
            async move {
                let mut connection = C::establish(url).await?;
                let done = connection.batch_execute(&setup).await;
                done.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(connection)
            }
            .boxed()
        });
        let wait = options.acquire_timeout;
        let pool =
            deadpool::managed::Pool::builder(AsyncDieselConnectionManager::new_with_config(url, config))
                .max_size(options.pool_size.unwrap_or(16))
                // The one that was used last: its backend is warm, and the others may rest.
                .queue_mode(QueueMode::Lifo)
                .runtime(deadpool::Runtime::Tokio1)
                .timeouts(Timeouts { wait: Some(wait), create: Some(wait), recycle: Some(wait) })
                .pre_recycle(deadpool::managed::Hook::async_fn(move |connection: &mut C, metrics| {
                    let idle = metrics.last_used();
                    async move {
                        if idle <= TRUST_IDLE_FOR {
                            return Ok(());
                        }
                        match tokio::time::timeout(wait, connection.batch_execute("SELECT 1")).await {
                            Ok(Ok(())) => Ok(()),
                            Ok(Err(error)) => Err(HookError::Backend(PoolError::QueryError(error))),
                            Err(_) => Err(HookError::message("the connection did not answer")),
                        }
                    }
                    .boxed()
                }))
                .build()
                .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { pool, acquire_timeout: wait, statement_timeout: options.statement_timeout })
    }

    pub(super) async fn read<R, F>(&self, query: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: for<'c> Fn(&'c mut C) -> QueryFuture<'c, R> + Send + Sync + 'static,
    {
        let query = Arc::new(query);
        retried(self.statement_timeout, || self.read_once(query.clone())).await
    }

    async fn read_once<R, F>(&self, query: Arc<F>) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: for<'c> Fn(&'c mut C) -> QueryFuture<'c, R> + Send + Sync + 'static,
    {
        let again = query.clone();
        let connection = self.connection().await?;
        match self.answer(self.begin(connection, move |connection| query(connection))).await {
            Err(StoreError::Unavailable(reason)) => {
                tracing::debug!(reason, "a pooled connection was dead, trying a new one");
                let connection = self.connection().await?;
                self.answer(self.begin(connection, move |connection| again(connection))).await
            }
            outcome => outcome,
        }
    }

    async fn answer<R: Send + 'static>(&self, work: Unfinished<R>) -> Result<R, StoreError> {
        let limit = self.statement_timeout;
        Ok(tokio::time::timeout(limit, work).await.map_err(|_| StoreError::Timeout(limit))??)
    }

    pub(super) async fn write<R, F>(&self, query: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: for<'c> FnOnce(&'c mut C) -> QueryFuture<'c, R> + Clone + Send + 'static,
    {
        retried(self.statement_timeout, || self.write_once(query.clone())).await
    }

    async fn write_once<R, F>(&self, query: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: for<'c> FnOnce(&'c mut C) -> QueryFuture<'c, R> + Send + 'static,
    {
        let mut work = self.begin(self.connection().await?, query);
        // The server gives up at the limit, and says so: then nothing was changed. Where not even that is
        // heard of, the connection is closed, so that a transaction is not committed behind one's back.
        let patience = self.statement_timeout.saturating_add(Duration::from_secs(1));
        match tokio::time::timeout(patience, &mut work).await {
            Ok(outcome) => Ok(outcome?),
            Err(_) => {
                work.give_up();
                Err(StoreError::Timeout(patience))
            }
        }
    }

    /// Begins a query on a connection.
    fn begin<R, F>(&self, connection: Connection<C>, query: F) -> Unfinished<R>
    where
        R: Send + 'static,
        F: for<'c> FnOnce(&'c mut C) -> QueryFuture<'c, R> + Send + 'static,
    {
        let (mut lent, pool) = (Lent::new(connection), self.pool.clone());
        let work = async move {
            let Some(connection) = lent.connection() else {
                return Err(DieselError::BrokenTransactionManager);
            };
            let outcome = query(connection).await;
            if outcome.as_ref().is_err_and(is_disconnect) {
                // Where one is dead, the others that idle beside it died with it.
                pool.retain(|_, _| false);
            } else {
                lent.give_back();
            }
            outcome
        };
        Unfinished::new(work.boxed(), self.statement_timeout)
    }

    async fn connection(&self) -> Result<Connection<C>, StoreError> {
        // Around it all: each dead connection that idled for long costs a ping, and there may be many.
        let lent = tokio::time::timeout(self.acquire_timeout, self.pool.get());
        let Ok(lent) = lent.await else {
            self.pool.retain(|_, metrics| metrics.last_used() <= TRUST_IDLE_FOR);
            return Err(StoreError::Timeout(self.acquire_timeout));
        };
        lent.map_err(|error| match error {
            // All of them are at work: no reason to believe that one is dead.
            ManagedError::Timeout(TimeoutType::Wait) => StoreError::Timeout(self.acquire_timeout),
            error => StoreError::Unavailable(error.to_string()),
        })
    }
}

/// The same methods for each kind of pooled connection.
macro_rules! pooled_backend {
    ($backend:ident, $connection:ty, $dialect:expr, $($begin:tt)*) => {
        impl Backend for $backend {
            type Connection = $connection;

            const DIALECT: Dialect = $dialect;

            fn read<R, F>(&self, query: F) -> StoreFuture<'_, R>
            where
                R: Send + 'static,
                F: for<'c> Fn(&'c mut Self::Connection) -> QueryFuture<'c, R> + Send + Sync + 'static,
            {
                Box::pin(self.0.read(query))
            }

            fn write<R, F>(&self, query: F) -> StoreFuture<'_, R>
            where
                R: Send + 'static,
                F: for<'c> FnOnce(&'c mut Self::Connection) -> QueryFuture<'c, R> + Clone + Send + Sync + 'static,
            {
                Box::pin(self.0.write(query))
            }

            fn batch(&self, statements: Vec<String>) -> StoreFuture<'_, ()> {
                self.write(move |connection| {
                    Box::pin(async move {
                        for statement in &statements {
                            connection.batch_execute(statement).await?;
                        }
                        Ok(())
                    })
                })
            }

            statement_methods!($($begin)*);
        }
    };
}
