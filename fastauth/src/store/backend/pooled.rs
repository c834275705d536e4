//! A pool of connections to a database server.

use std::time::Duration;

use deadpool::managed::{HookError, Manager, Object, Timeouts};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, PoolError, PoolableConnection, RecyclingMethod,
};
use diesel_async::{AsyncConnection, SimpleAsyncConnection};
use futures_util::FutureExt;

use crate::store::database::ConnectOptions;
use crate::store::error::is_disconnect;
use crate::store::{QueryFuture, StoreError};

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
    pub(super) fn new(url: &str, options: &ConnectOptions) -> Result<Self, StoreError> {
        let mut config = ManagerConfig::<C>::default();
        config.recycling_method = RecyclingMethod::Fast;
        let wait = options.acquire_timeout;
        let pool =
            deadpool::managed::Pool::builder(AsyncDieselConnectionManager::new_with_config(url, config))
                .max_size(options.pool_size.unwrap_or(16))
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
        F: for<'c> Fn(&'c mut C) -> QueryFuture<'c, R> + Send + Sync,
    {
        match self.once(&query).await {
            Err(StoreError::Unavailable(reason)) => {
                tracing::debug!(reason, "a pooled connection was dead, trying a new one");
                // Where one is dead, the others that idle beside it died with it.
                self.pool.retain(|_, _| false);
                self.once(&query).await
            }
            outcome => outcome,
        }
    }

    pub(super) async fn once<R, F>(&self, query: F) -> Result<R, StoreError>
    where
        F: for<'c> FnOnce(&'c mut C) -> QueryFuture<'c, R> + Send,
    {
        let mut lent = Lent(Some(self.connection().await?));
        let Some(connection) = &mut lent.0 else {
            return Err(StoreError::Unavailable("no connection was lent".to_owned()));
        };
        match tokio::time::timeout(self.statement_timeout, query(connection)).await {
            Ok(Ok(value)) => {
                lent.give_back();
                Ok(value)
            }
            Ok(Err(error)) => {
                if !is_disconnect(&error) {
                    lent.give_back();
                }
                Err(error.into())
            }
            Err(_) => Err(StoreError::Timeout(self.statement_timeout)),
        }
    }

    async fn connection(&self) -> Result<Object<AsyncDieselConnectionManager<C>>, StoreError> {
        self.pool.get().await.map_err(|error| match error {
            // All of them are at work: no reason to believe that one is dead.
            deadpool::managed::PoolError::Timeout(_) => StoreError::Timeout(self.acquire_timeout),
            error => StoreError::Unavailable(error.to_string()),
        })
    }
}

/// A connection at work. Unless it is given back, it is closed: whoever waited for its answer may have
/// hung up or run out of time, the answer still arrives, and the next statement on it would read that
/// answer as its own.
struct Lent<C>(Option<Object<AsyncDieselConnectionManager<C>>>)
where
    C: PoolableConnection + 'static,
    AsyncDieselConnectionManager<C>: Manager<Type = C, Error = PoolError>;

impl<C> Lent<C>
where
    C: PoolableConnection + 'static,
    AsyncDieselConnectionManager<C>: Manager<Type = C, Error = PoolError>,
{
    /// Its last answer was read to the end: the pool has it back.
    fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl<C> Drop for Lent<C>
where
    C: PoolableConnection + 'static,
    AsyncDieselConnectionManager<C>: Manager<Type = C, Error = PoolError>,
{
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}

/// The same three methods for each kind of pooled connection.
macro_rules! pooled_backend {
    ($backend:ident, $connection:ty, $dialect:expr) => {
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
                F: for<'c> FnOnce(&'c mut Self::Connection) -> QueryFuture<'c, R> + Send + Sync + 'static,
            {
                Box::pin(self.0.once(query))
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

            statement_methods!();
        }
    };
}
