//! What the methods of stores and backends return.

use std::future::Future;
use std::pin::Pin;

use super::StoreError;

/// What a store's method returns: a future that can be sent between threads.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What one query of a backend returns, before its error is read.
pub type QueryFuture<'a, T> = Pin<Box<dyn Future<Output = diesel::QueryResult<T>> + Send + 'a>>;
