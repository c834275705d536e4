//! The methods of a backend that read the same on each, for its own type of connection: generic over
//! connections, they would drown in where-clauses.

/// Given is how a transaction is begun.
macro_rules! statement_methods {
    ($($begin:tt)*) => {
        fn load(
            connection: &mut Self::Connection,
            statement: Statement,
        ) -> QueryFuture<'_, Vec<(i32, String)>> {
            Box::pin(RunQueryDsl::load(statement, connection))
        }

        fn load_sessions(
            connection: &mut Self::Connection,
            statement: $crate::store::session_rows::SessionRows,
        ) -> QueryFuture<'_, Vec<$crate::token::ListedSession>> {
            Box::pin(async move {
                let rows = RunQueryDsl::load(statement, connection).await?;
                Ok($crate::store::session_rows::listed(rows))
            })
        }

        fn load_token(
            connection: &mut Self::Connection,
            statement: $crate::store::session_rows::TokenRows,
        ) -> QueryFuture<'_, Option<$crate::token::StoredToken>> {
            Box::pin(async move {
                let rows = RunQueryDsl::load(statement, connection).await?;
                Ok($crate::store::session_rows::stored_token(rows))
            })
        }

        fn execute(connection: &mut Self::Connection, statement: Statement) -> QueryFuture<'_, usize> {
            Box::pin(RunQueryDsl::execute(statement, connection))
        }

        fn transaction<'c, R, F>(connection: &'c mut Self::Connection, queries: F) -> QueryFuture<'c, R>
        where
            R: Send + 'c,
            F: for<'t> FnOnce(&'t mut Self::Connection) -> QueryFuture<'t, R> + Send + 'c,
        {
            let queries = async move |connection: &mut Self::Connection| queries(connection).await;
            Box::pin(async move { connection.$($begin)*(queries).await })
        }
    };
}
