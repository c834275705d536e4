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
