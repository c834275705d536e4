//! The methods of a backend that read the same on each, for its own type of connection: generic over
//! connections, they would drown in where-clauses.

macro_rules! statement_methods {
    () => {
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
            Box::pin(
                connection
                    .transaction(async move |connection: &mut Self::Connection| queries(connection).await),
            )
        }
    };
}
