//! What can go wrong between a flow and its database.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why a statement did not do what was asked.
///
/// The text is for the log only: it may hold values that a user typed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A unique index refused the row.
    #[error("a unique index refused the row: {0}")]
    Conflict(String),
    /// A foreign key refused the change.
    #[error("a foreign key refused the change: {0}")]
    Referenced(String),
    /// A column does not take the value: it is too long, or a check of the table's refuses it.
    #[error("a column does not take the value: {0}")]
    Unacceptable(String),
    /// No connection could be had, or it broke.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The database gave the change up, since others were faster: nothing was changed, though it was tried again.
    #[error("the database gave the change up for others: {0}")]
    Contended(String),
    /// The database did not answer within the configured time.
    #[error("the database did not answer within {0:?}")]
    Timeout(std::time::Duration),
    /// A transaction was given up on purpose: nothing was changed.
    #[error("nothing was changed")]
    RolledBack,
    /// Anything else: a missing table, a value of another type than declared.
    #[error("the database refused the statement: {0}")]
    Failed(String),
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                Self::Conflict(info.message().to_owned())
            }
            DieselError::DatabaseError(
                DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::RestrictViolation,
                info,
            ) => Self::Referenced(info.message().to_owned()),
            DieselError::RollbackTransaction => Self::RolledBack,
            error if is_contention(error) => Self::Contended(error.to_string()),
            error if is_unacceptable(error) => Self::Unacceptable(error.to_string()),
            error if is_disconnect(error) => Self::Unavailable(error.to_string()),
            error => Self::Failed(error.to_string()),
        }
    }
}

/// Whether the value, not the statement, is what failed. Only a check has a kind for it on each database.
fn is_unacceptable(error: &DieselError) -> bool {
    match error {
        DieselError::SerializationError(_)
        | DieselError::DatabaseError(DatabaseErrorKind::CheckViolation, _) => true,
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info) => {
            let text = info.message();
            let of_postgres = text.starts_with("value too long for type") || text.ends_with(" out of range");
            let of_mysql = text.starts_with("Data too long for column")
                || text.starts_with("Out of range value for column")
                || text.starts_with("CONSTRAINT ");
            of_postgres || of_mysql
        }
        _ => false,
    }
}

/// Whether others were faster, and the same may succeed now: a serialization failure (SQLSTATE `40001`), a deadlock
/// (`40P01`; MySQL's 1213), a row that changed under a snapshot (MariaDB's 1020), a file that another process writes
/// (`SQLITE_BUSY`). Nothing was changed then. But for the first, there is no kind for it.
fn is_contention(error: &DieselError) -> bool {
    match error {
        DieselError::RollbackErrorOnCommit { commit_error, .. } => is_contention(commit_error),
        DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info) => {
            let text = info.message();
            text == "deadlock detected"
                || text.starts_with("Deadlock found when trying to get lock")
                || text.starts_with("Record has changed since last read")
                || text.starts_with("database is locked")
                || text.starts_with("database table is locked")
        }
        _ => false,
    }
}

/// Whether the connection, not the statement, is what failed.
///
/// PostgreSQL's client says so by kind; MySQL's has no kind for it, only its driver's own text.
pub(super) fn is_disconnect(error: &DieselError) -> bool {
    match error {
        DieselError::BrokenTransactionManager => true,
        DieselError::DatabaseError(
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
            _,
        ) => true,
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info) => {
            let text = info.message();
            text.starts_with("Input/output error")
                || text.starts_with("Driver error: `Connection to the server is closed")
                || text.starts_with("terminating connection")
                || text.starts_with("Connection was killed")
                || text.starts_with("Server shutdown in progress")
        }
        _ => false,
    }
}
