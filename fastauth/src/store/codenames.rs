//! Roles and permissions: whatever has a codename.

use std::sync::Arc;

use diesel::OptionalExtension;

use super::{Backend, QueryFuture, StoreError, StoreFuture};
use crate::model::{CodenameChanges, Codenamed};

/// The statements over one table of roles or permissions. Generated, by `codename_queries!`.
pub trait CodenameQueries<C: Codenamed>: Backend {
    /// The one with this key.
    fn find(connection: &mut Self::Connection, id: C::Id) -> QueryFuture<'_, Option<C>>;
    /// The one with this codename.
    fn find_by_codename(connection: &mut Self::Connection, codename: String) -> QueryFuture<'_, Option<C>>;
    /// Those behind a codename, in order of codename.
    fn list(connection: &mut Self::Connection, after: String, limit: i64) -> QueryFuture<'_, Vec<C>>;
    /// Adds one.
    fn insert<'c>(connection: &'c mut Self::Connection, new: &'c C) -> QueryFuture<'c, usize>;
    /// Changes it.
    fn update(
        connection: &mut Self::Connection,
        id: C::Id,
        changes: CodenameChanges<C>,
    ) -> QueryFuture<'_, usize>;
    /// Removes it.
    fn delete(connection: &mut Self::Connection, id: C::Id) -> QueryFuture<'_, usize>;
}

/// Roles or permissions as the flows see them (`RolePermissionRepository` of fastapi-fastauth).
pub trait CodenameStore<C: Codenamed>: Send + Sync {
    /// The one with this key.
    fn find(&self, id: C::Id) -> StoreFuture<'_, Option<C>>;
    /// The one with this codename.
    fn find_by_codename(&self, codename: &str) -> StoreFuture<'_, Option<C>>;
    /// Up to `limit` of those behind a codename, in order of codename; `""` begins.
    fn list(&self, after: &str, limit: i64) -> StoreFuture<'_, Vec<C>>;
    /// Adds one, and answers it as stored.
    fn insert(&self, new: C) -> StoreFuture<'_, C>;
    /// Changes it; `false` if there is none with this key.
    fn update(&self, id: C::Id, changes: CodenameChanges<C>) -> StoreFuture<'_, bool>;
    /// Removes it; `false` if there is none with this key.
    fn delete(&self, id: C::Id) -> StoreFuture<'_, bool>;
}

impl<C: Codenamed, B: CodenameQueries<C>> CodenameStore<C> for B {
    fn find(&self, id: C::Id) -> StoreFuture<'_, Option<C>> {
        self.read(move |connection| <B as CodenameQueries<C>>::find(connection, id))
    }

    fn find_by_codename(&self, codename: &str) -> StoreFuture<'_, Option<C>> {
        let codename = codename.to_owned();
        self.read(move |connection| <B as CodenameQueries<C>>::find_by_codename(connection, codename.clone()))
    }

    fn list(&self, after: &str, limit: i64) -> StoreFuture<'_, Vec<C>> {
        let after = after.to_owned();
        self.read(move |connection| <B as CodenameQueries<C>>::list(connection, after.clone(), limit))
    }

    fn insert(&self, new: C) -> StoreFuture<'_, C> {
        Box::pin(async move {
            let codename = new.codename().to_owned();
            let new = Arc::new(new);
            self.write(move |connection| {
                Box::pin(async move { <B as CodenameQueries<C>>::insert(connection, &new).await })
            })
            .await?;
            // The codename is unique: what it finds is the row just made, its key among the rest.
            let stored = CodenameStore::<C>::find_by_codename(self, &codename).await?;
            stored.ok_or_else(|| StoreError::Failed("a row vanished as it was made".to_owned()))
        })
    }

    fn update(&self, id: C::Id, changes: CodenameChanges<C>) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let updated = self
                .write(move |connection| <B as CodenameQueries<C>>::update(connection, id, changes))
                .await?;
            Ok(updated == 1)
        })
    }

    fn delete(&self, id: C::Id) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let deleted =
                self.write(move |connection| <B as CodenameQueries<C>>::delete(connection, id)).await?;
            Ok(deleted == 1)
        })
    }
}

/// The store of a model that has no such thing.
pub(crate) struct NoCodenames;

fn none<'a, T: Send + 'a>(answer: T) -> StoreFuture<'a, T> {
    Box::pin(std::future::ready(Ok(answer)))
}

impl<C: Codenamed> CodenameStore<C> for NoCodenames {
    fn find(&self, _id: C::Id) -> StoreFuture<'_, Option<C>> {
        none(None)
    }

    fn find_by_codename(&self, _codename: &str) -> StoreFuture<'_, Option<C>> {
        none(None)
    }

    fn list(&self, _after: &str, _limit: i64) -> StoreFuture<'_, Vec<C>> {
        none(Vec::new())
    }

    fn insert(&self, new: C) -> StoreFuture<'_, C> {
        none(new)
    }

    fn update(&self, _id: C::Id, _changes: CodenameChanges<C>) -> StoreFuture<'_, bool> {
        none(false)
    }

    fn delete(&self, _id: C::Id) -> StoreFuture<'_, bool> {
        none(false)
    }
}

/// A lookup that may find nothing.
pub fn optional<T>(found: diesel::QueryResult<T>) -> diesel::QueryResult<Option<T>> {
    found.optional()
}
