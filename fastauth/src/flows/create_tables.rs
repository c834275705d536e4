//! The tables.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::AuthUser;

impl<U: AuthUser> FastAuth<U> {
    /// Makes the tables that are not there yet, and the declared roles and permissions in them. Can be
    /// called at every start, by many instances at once: what is there stays as it is.
    ///
    /// For an embedded database and for tests; it changes no table that exists. Where migrations make the
    /// tables, [`table_definitions`](Self::table_definitions) has what goes into them, and
    /// [`sync_vocabulary`](Self::sync_vocabulary) is what to call at every start in its place.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn create_tables(&self) -> Result<(), AuthError> {
        self.store().create_tables().await?;
        if self.config().audit_table {
            self.store().create_event_table().await?;
        }
        self.sync_vocabulary().await.map(drop)
    }

    /// The statements that make the tables, in the words of the database that is connected: for a migration. Of
    /// tables that the application brings (`schema = …`) there is none.
    #[must_use]
    pub fn table_definitions(&self) -> Vec<String> {
        let events = self.config().audit_table.then(|| self.store().event_table_definition());
        self.store().table_definitions().into_iter().chain(events).collect()
    }
}
