//! A connection that a pool has lent.

use deadpool::managed::{Manager, Object};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, PoolError, PoolableConnection};

pub(super) type Connection<C> = Object<AsyncDieselConnectionManager<C>>;

/// A connection at work. Unless it is given back, it is closed: an answer may still be on its way, and the
/// next statement would read it as its own; a panic may have left a transaction open.
pub(super) struct Lent<C>(Option<Connection<C>>)
where
    C: PoolableConnection + 'static,
    AsyncDieselConnectionManager<C>: Manager<Type = C, Error = PoolError>;

impl<C> Lent<C>
where
    C: PoolableConnection + 'static,
    AsyncDieselConnectionManager<C>: Manager<Type = C, Error = PoolError>,
{
    pub(super) fn new(connection: Connection<C>) -> Self {
        Self(Some(connection))
    }

    pub(super) fn connection(&mut self) -> Option<&mut C> {
        self.0.as_deref_mut()
    }

    /// Its last answer was read to the end: the pool has it back.
    pub(super) fn give_back(mut self) {
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
