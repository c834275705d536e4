//! MySQL and MariaDB.

use diesel::deserialize::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl, SimpleAsyncConnection};

use super::pooled::Pooled;
use super::{Backend, Dialect};
use crate::store::database::ConnectOptions;
use crate::store::statement::Statement;
use crate::store::{QueryFuture, StoreError, StoreFuture};

/// A pool of connections to MySQL or MariaDB.
#[derive(Clone)]
pub struct MySql(Pooled<AsyncMysqlConnection>);

#[derive(QueryableByName)]
struct SqlMode {
    #[diesel(sql_type = Text)]
    sql_mode: String,
}

impl MySql {
    pub(crate) async fn connect(url: &str, options: &ConnectOptions) -> Result<Self, StoreError> {
        let backend = Self(Pooled::new(url, options, limit(options))?);
        // Outside strict mode a value too long for its column is cut, and two e-mails become one.
        let modes: Vec<SqlMode> = backend
            .read(|connection| {
                Box::pin(diesel::sql_query("SELECT @@SESSION.sql_mode AS sql_mode").load(connection))
            })
            .await?;
        if modes.iter().any(|mode| is_strict(&mode.sql_mode)) {
            Ok(backend)
        } else {
            Err(StoreError::Failed(
                "the server's `sql_mode` is not strict: add `STRICT_TRANS_TABLES` to it".to_owned(),
            ))
        }
    }
}

/// What nobody waits for any longer, the server gives up, too. MariaDB (the first comment) has a limit for
/// every statement, MySQL for those that read; both have one for the wait for a lock, in whole seconds.
fn limit(options: &ConnectOptions) -> String {
    let milliseconds = options.statement_milliseconds();
    let (seconds, whole_seconds) = (f64::from(milliseconds) / 1_000.0, milliseconds.div_ceil(1_000));
    format!(
        "SET innodb_lock_wait_timeout = {whole_seconds}, lock_wait_timeout = {whole_seconds} \
         /*M! , max_statement_time = {seconds} */ /*!80000 , max_execution_time = {milliseconds} */"
    )
}

fn is_strict(sql_mode: &str) -> bool {
    sql_mode
        .split(',')
        .any(|mode| ["STRICT_TRANS_TABLES", "STRICT_ALL_TABLES", "TRADITIONAL"].contains(&mode))
}

pooled_backend!(MySql, AsyncMysqlConnection, Dialect::MySql, transaction);

#[cfg(test)]
mod tests {
    use super::is_strict;

    /// RG-05.
    #[test]
    fn a_server_that_cuts_values_is_refused() {
        assert!(is_strict("STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO"));
        assert!(is_strict("NO_ZERO_DATE,STRICT_ALL_TABLES"));
        assert!(!is_strict(""));
        assert!(!is_strict("ANSI_QUOTES,NO_ENGINE_SUBSTITUTION"));
    }
}
