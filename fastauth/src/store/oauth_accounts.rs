//! The accounts that users have at providers.

use std::sync::Arc;

use super::statement::{Statement, statement};
use super::table::{Purpose, Table};
use super::{Backend, Key, QueryFuture, StoreFuture};
use crate::credential::EncryptedToken;
use crate::model::{AuthOAuthAccount, NoOAuthAccount, StoredProviderTokens};

/// The statements over a table of provider accounts. Generated, by `oauth_account_queries!`.
pub trait OAuthAccountQueries<A: AuthOAuthAccount<K>, K: Key>: Backend {
    /// The account of this name at this provider.
    fn find(
        connection: &mut Self::Connection,
        provider: String,
        account: String,
    ) -> QueryFuture<'_, Option<A>>;
    /// Up to `limit` of the accounts that a condition lets through, in order of their keys.
    fn list(connection: &mut Self::Connection, wanted: Statement, limit: i64) -> QueryFuture<'_, Vec<A>>;
    /// Adds an account.
    fn insert<'c>(connection: &'c mut Self::Connection, new: &'c A) -> QueryFuture<'c, usize>;
}

/// Provider accounts as the flows see them (`OAuthRepository` of fastapi-fastauth). Where a user is concerned, too, it is
/// [`LinkedAccountStore`](super::LinkedAccountStore).
pub trait OAuthAccountStore<A: AuthOAuthAccount<K>, K: Key>: Send + Sync {
    /// The account of this name at this provider.
    fn find(&self, provider: &str, account: &str) -> StoreFuture<'_, Option<A>>;
    /// Up to `limit` of a user's accounts, in order of their keys, behind one of them.
    fn list(&self, user: K, after: Option<A::Id>, limit: i64) -> StoreFuture<'_, Vec<A>>;
    /// Up to `limit` of all accounts that have tokens, in order of their keys, behind one of them.
    fn list_with_tokens(&self, after: Option<A::Id>, limit: i64) -> StoreFuture<'_, Vec<A>>;
    /// Adds an account.
    fn insert(&self, new: A) -> StoreFuture<'_, ()>;
    /// Replaces the tokens that are kept of an account, if the access token is still the one that was read; `false` if not.
    fn replace_tokens(
        &self,
        account: A::Id,
        read: Option<EncryptedToken>,
        new: StoredProviderTokens,
    ) -> StoreFuture<'_, bool>;
}

impl<A: AuthOAuthAccount<K>, K: Key, B: OAuthAccountQueries<A, K>> OAuthAccountStore<A, K> for B {
    fn find(&self, provider: &str, account: &str) -> StoreFuture<'_, Option<A>> {
        let (provider, account) = (provider.to_owned(), account.to_owned());
        self.read(move |connection| {
            <B as OAuthAccountQueries<A, K>>::find(connection, provider.clone(), account.clone())
        })
    }

    fn list(&self, user: K, after: Option<A::Id>, limit: i64) -> StoreFuture<'_, Vec<A>> {
        self.read(move |connection| {
            let wanted = A::TABLE.map(|table| statement![[of(table, user)][behind(table, after)]]);
            <B as OAuthAccountQueries<A, K>>::list(connection, wanted.unwrap_or_default(), limit)
        })
    }

    fn list_with_tokens(&self, after: Option<A::Id>, limit: i64) -> StoreFuture<'_, Vec<A>> {
        self.read(move |connection| {
            let has_token = |table: &'static Table| Some(table.column(Purpose::ProviderAccessToken)?.name);
            let Some((table, token)) = A::TABLE.and_then(|table| Some((table, has_token(table)?))) else {
                return Box::pin(std::future::ready(Ok(Vec::new())));
            };
            let wanted = statement![{token}" IS NOT NULL"[behind(table, after)]];
            <B as OAuthAccountQueries<A, K>>::list(connection, wanted, limit)
        })
    }

    fn insert(&self, new: A) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let new = Arc::new(new);
            self.write(move |connection| {
                Box::pin(
                    async move { <B as OAuthAccountQueries<A, K>>::insert(connection, &new).await.map(drop) },
                )
            })
            .await
        })
    }

    fn replace_tokens(
        &self,
        account: A::Id,
        read: Option<EncryptedToken>,
        new: StoredProviderTokens,
    ) -> StoreFuture<'_, bool> {
        let statement = A::TABLE.and_then(|table| replace_tokens(table, account, read, new));
        Box::pin(async move {
            match statement {
                Some(statement) => Ok(self.execute_one(statement).await? == 1),
                None => Ok(false),
            }
        })
    }
}

/// Whether an account is this user's.
pub(super) fn of(table: &'static Table, user: impl Key) -> Statement {
    statement![{table.name_of(Purpose::User)}" = "(user.any())]
}

fn behind(table: &'static Table, after: Option<impl Key>) -> Statement {
    after.map_or_else(Statement::default, |after| statement![" AND "{table.id()}" > "(after.any())])
}

/// Nothing where the model keeps none.
pub(super) fn replace_tokens(
    table: &'static Table,
    account: impl Key,
    read: Option<EncryptedToken>,
    new: StoredProviderTokens,
) -> Option<Statement> {
    let token = table.column(Purpose::ProviderAccessToken)?.name;
    let text = |token: Option<EncryptedToken>| token.map(|token| token.expose().to_owned());
    let mut values = statement![{token}" = "(text(new.access_token))];
    if let Some(refresh) = table.column(Purpose::ProviderRefreshToken) {
        values.push(statement![", "{refresh.name}" = "(text(new.refresh_token))]);
    }
    if let Some(expiry) = table.column(Purpose::ProviderTokenExpiry) {
        values.push(statement![", "{expiry.name}" = "(new.expires_at)]);
    }
    let unchanged = match text(read) {
        Some(read) => statement![" AND "{token}" = "(read.as_str())],
        None => statement![" AND "{token}" IS NULL"],
    };
    Some(statement!["UPDATE "{table.name}" SET "[values]" WHERE "{table.id()}" = "(account.any())[unchanged]])
}

/// A model that has none: whatever is asked of it, there is nothing.
impl<K: Key, B: Backend> OAuthAccountQueries<NoOAuthAccount, K> for B {
    fn find(
        _connection: &mut Self::Connection,
        _provider: String,
        _account: String,
    ) -> QueryFuture<'_, Option<NoOAuthAccount>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn list(
        _connection: &mut Self::Connection,
        _wanted: Statement,
        _limit: i64,
    ) -> QueryFuture<'_, Vec<NoOAuthAccount>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn insert<'c>(_connection: &'c mut Self::Connection, new: &'c NoOAuthAccount) -> QueryFuture<'c, usize> {
        match *new {}
    }
}

/// The store of a model that has none.
pub(crate) struct NoOAuthAccounts;

impl<K: Key, A: AuthOAuthAccount<K>> OAuthAccountStore<A, K> for NoOAuthAccounts {
    fn find(&self, _provider: &str, _account: &str) -> StoreFuture<'_, Option<A>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn list(&self, _user: K, _after: Option<A::Id>, _limit: i64) -> StoreFuture<'_, Vec<A>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn list_with_tokens(&self, _after: Option<A::Id>, _limit: i64) -> StoreFuture<'_, Vec<A>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn insert(&self, _new: A) -> StoreFuture<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn replace_tokens(
        &self,
        _account: A::Id,
        _read: Option<EncryptedToken>,
        _new: StoredProviderTokens,
    ) -> StoreFuture<'_, bool> {
        Box::pin(std::future::ready(Ok(false)))
    }
}
