//! The accounts that users have at providers.

use std::sync::Arc;

use super::{Backend, Key, QueryFuture, StoreFuture};
use crate::model::AuthOAuthAccount;

/// The statements over a table of provider accounts. Generated, by `oauth_account_queries!`.
pub trait OAuthAccountQueries<K: Key, A: AuthOAuthAccount<K>>: Backend {
    /// The account of this name at this provider.
    fn find(
        connection: &mut Self::Connection,
        provider: String,
        account: String,
    ) -> QueryFuture<'_, Option<A>>;
    /// The accounts of a user.
    fn list(connection: &mut Self::Connection, user: K) -> QueryFuture<'_, Vec<A>>;
    /// Adds an account.
    fn insert<'c>(connection: &'c mut Self::Connection, new: &'c A) -> QueryFuture<'c, usize>;
}

/// Provider accounts as the flows see them (`OAuthRepository` of fastapi-fastauth).
pub trait OAuthAccountStore<K: Key, A: AuthOAuthAccount<K>>: Send + Sync {
    /// The account of this name at this provider.
    fn find(&self, provider: &str, account: &str) -> StoreFuture<'_, Option<A>>;
    /// The accounts of a user.
    fn list(&self, user: K) -> StoreFuture<'_, Vec<A>>;
    /// Adds an account.
    fn insert(&self, new: A) -> StoreFuture<'_, ()>;
}

impl<K: Key, A: AuthOAuthAccount<K>, B: OAuthAccountQueries<K, A>> OAuthAccountStore<K, A> for B {
    fn find(&self, provider: &str, account: &str) -> StoreFuture<'_, Option<A>> {
        let (provider, account) = (provider.to_owned(), account.to_owned());
        self.read(move |connection| {
            <B as OAuthAccountQueries<K, A>>::find(connection, provider.clone(), account.clone())
        })
    }

    fn list(&self, user: K) -> StoreFuture<'_, Vec<A>> {
        self.read(move |connection| <B as OAuthAccountQueries<K, A>>::list(connection, user))
    }

    fn insert(&self, new: A) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let new = Arc::new(new);
            self.write(move |connection| {
                Box::pin(
                    async move { <B as OAuthAccountQueries<K, A>>::insert(connection, &new).await.map(drop) },
                )
            })
            .await
        })
    }
}

/// The store of a model that has none.
pub(crate) struct NoOAuthAccounts;

impl<K: Key, A: AuthOAuthAccount<K>> OAuthAccountStore<K, A> for NoOAuthAccounts {
    fn find(&self, _provider: &str, _account: &str) -> StoreFuture<'_, Option<A>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn list(&self, _user: K) -> StoreFuture<'_, Vec<A>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn insert(&self, _new: A) -> StoreFuture<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
}
