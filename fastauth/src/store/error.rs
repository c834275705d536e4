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
    /// No connection could be had, or it broke.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The database did not answer within the configured time.
    #[error("the database did not answer within {0:?}")]
    Timeout(std::time::Duration),
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
            DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, info) => {
                Self::Referenced(info.message().to_owned())
            }
            error if is_disconnect(error) => Self::Unavailable(error.to_string()),
            error => Self::Failed(error.to_string()),
        }
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
                || text.contains("terminating connection")
                || text.contains("Connection was killed")
                || text.contains("Server shutdown in progress")
        }
        _ => false,
    }
}
