//! SQLite, embedded.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::result::Error as DieselError;
use diesel::{ConnectionError, ConnectionResult, SqliteConnection};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, deadpool,
};
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use tokio::sync::Semaphore;

use ::deadpool::managed::{PoolError as ManagedError, QueueMode, TimeoutType};

use super::contention::retried;
use super::lent::Lent;
use super::{Backend, Dialect};
use crate::store::database::ConnectOptions;
use crate::store::statement::Statement;
use crate::store::{QueryFuture, StoreError, StoreFuture};

/// A pool of connections to one SQLite file.
///
/// A query is one hop to a blocking thread, whatever it does there: the connection's own futures run
/// `Inline`, so all of them are ready at once.
#[derive(Clone)]
pub struct Sqlite {
    pool: deadpool::Pool<SqliteConnectionInline>,
    /// SQLite has one writer at a time.
    writer: Arc<Semaphore>,
    acquire_timeout: Duration,
    /// How long a writer waits for one of another process.
    patience: Duration,
}

/// A SQLite connection whose futures never wait.
pub(crate) type SqliteConnectionInline = SyncConnectionWrapper<SqliteConnection, Inline>;

/// Runs "blocking" work where it is: [`Sqlite`] has already left the async threads by then.
#[derive(Debug, Clone, Copy)]
pub struct Inline;

impl SpawnBlocking for Inline {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn Error + Send + Sync + 'static>>>
    where
        R: Send + 'static,
    {
        Box::pin(ready(Ok(task())))
    }

    fn get_runtime() -> Self {
        Self
    }
}

impl Sqlite {
    pub(crate) async fn connect(path: &str, options: &ConnectOptions) -> Result<Self, StoreError> {
        let mut config = ManagerConfig::<SqliteConnectionInline>::default();
        config.recycling_method = RecyclingMethod::Fast;
        // Readers do not wait for the writer; a writer waits its turn; foreign keys count.
        let setup = format!(
            "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;",
            options.statement_milliseconds()
        );
        let patience = options.statement_timeout;
        config.custom_setup = Box::new(move |path| open(path.to_owned(), setup.clone(), patience).boxed());
        let wait = options.acquire_timeout;
        let pool = deadpool::Pool::builder(AsyncDieselConnectionManager::new_with_config(path, config))
            // Each connection to `:memory:` would be a database of its own.
            .max_size(if path == ":memory:" { 1 } else { options.pool_size.unwrap_or_else(connections) })
            .queue_mode(QueueMode::Lifo)
            .runtime(::deadpool::Runtime::Tokio1)
            .timeouts(::deadpool::managed::Timeouts { wait: Some(wait), create: None, recycle: None })
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let backend = Self { pool, writer: Arc::new(Semaphore::new(1)), acquire_timeout: wait, patience };
        // A path that cannot be opened is told now, not to the first client.
        backend.batch(vec!["SELECT 1".to_owned()]).await?;
        Ok(backend)
    }

    async fn run<R, F>(&self, query: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnectionInline) -> QueryFuture<'c, R> + Send + 'static,
    {
        let mut lent = Lent::new(self.pool.get().await.map_err(|error| match error {
            ManagedError::Timeout(TimeoutType::Wait) => StoreError::Timeout(self.acquire_timeout),
            error => StoreError::Unavailable(error.to_string()),
        })?);
        let work = move || {
            let outcome = query(lent.connection()?).now_or_never();
            lent.give_back();
            outcome
        };
        let outcome =
            tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Failed(error.to_string()))?;
        match outcome {
            Some(outcome) => outcome.map_err(StoreError::from),
            None => Err(StoreError::Failed("a query of SQLite waited for something else".to_owned())),
        }
    }

    /// As [`run`](Self::run), one at a time: a writer that waits for another must not hold a connection
    /// that readers could use.
    async fn run_alone<R, F>(&self, query: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnectionInline) -> QueryFuture<'c, R> + Send + 'static,
    {
        let turn = tokio::time::timeout(self.acquire_timeout, self.writer.clone().acquire_owned())
            .await
            .map_err(|_| StoreError::Timeout(self.acquire_timeout))?;
        self.run(move |connection| {
            let query = query(connection);
            async move {
                // Until the query is done, whoever waits for it.
                let _turn = turn;
                query.await
            }
            .boxed()
        })
        .await
    }
}

/// Opens a connection, on a thread that may block: the file may be locked for a while.
async fn open(path: String, setup: String, patience: Duration) -> ConnectionResult<SqliteConnectionInline> {
    let opened = tokio::task::spawn_blocking(move || {
        let begun = Instant::now();
        loop {
            match establish(&path, &setup).now_or_never() {
                // Of several that make a new file's journal at once, SQLite turns all but one away without
                // waiting, whatever `busy_timeout` says.
                Some(Err(error)) if is_locked(&error) && begun.elapsed() < patience => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Some(opened) => return opened,
                None => return Err(ConnectionError::BadConnection("it did not open at once".to_owned())),
            }
        }
    });
    opened.await.unwrap_or_else(|error| Err(ConnectionError::BadConnection(error.to_string())))
}

async fn establish(path: &str, setup: &str) -> ConnectionResult<SqliteConnectionInline> {
    let mut connection = SqliteConnectionInline::establish(path).await?;
    connection.batch_execute(setup).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

fn is_locked(error: &ConnectionError) -> bool {
    matches!(
        error,
        ConnectionError::CouldntSetupConfiguration(DieselError::DatabaseError(_, info))
            if info.message() == "database is locked"
    )
}

/// Each connection at work is a thread: more than the cores can run only wait for each other.
fn connections() -> usize {
    std::thread::available_parallelism().map_or(4, |cores| usize::from(cores).saturating_mul(2).max(4))
}

impl Backend for Sqlite {
    type Connection = SqliteConnectionInline;

    const DIALECT: Dialect = Dialect::Sqlite;

    fn read<R, F>(&self, query: F) -> StoreFuture<'_, R>
    where
        R: Send + 'static,
        F: for<'c> Fn(&'c mut Self::Connection) -> QueryFuture<'c, R> + Send + Sync + 'static,
    {
        let query = Arc::new(query);
        Box::pin(retried(self.patience, move || {
            let query = query.clone();
            self.run(move |connection| query(connection))
        }))
    }

    fn write<R, F>(&self, query: F) -> StoreFuture<'_, R>
    where
        R: Send + 'static,
        F: for<'c> FnOnce(&'c mut Self::Connection) -> QueryFuture<'c, R> + Clone + Send + Sync + 'static,
    {
        Box::pin(retried(self.patience, move || self.run_alone(query.clone())))
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

    // Each begins with a statement that writes, which waits for a writer of another process. (One that had read before
    // would be turned away at once.)
    statement_methods!(transaction);
}
