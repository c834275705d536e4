//! The tables, and the roles and permissions that the program declares.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::vocabulary::{DEFAULT_ROLES, ROUTE_PERMISSIONS};
use crate::model::{AuthUser, Codenamed};
use crate::store::StoreError;
use crate::store::codenames::CodenameStore;

impl<U: AuthUser> FastAuth<U> {
    /// Makes the tables that are not there yet, and the declared roles and permissions in them. Can be
    /// called at every start: what is there stays as it is.
    ///
    /// For an embedded database and for tests; it changes no table that exists.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn create_tables(&self) -> Result<(), AuthError> {
        self.make_missing_tables().await?;
        declare(self.roles(), DEFAULT_ROLES).await?;
        declare(self.permissions(), ROUTE_PERMISSIONS).await
    }

    /// `IF NOT EXISTS` is no lock: of two instances that make the same table at the same time, PostgreSQL
    /// tells one that its name is taken. By then it is there.
    async fn make_missing_tables(&self) -> Result<(), AuthError> {
        const ATTEMPTS: usize = 8;
        for _ in 1..ATTEMPTS {
            match self.store().create_tables().await {
                Err(StoreError::Conflict(_) | StoreError::Failed(_)) => {}
                made => return Ok(made?),
            }
        }
        Ok(self.store().create_tables().await?)
    }
}

async fn declare<C: Codenamed>(store: &dyn CodenameStore<C>, built_in: &[&str]) -> Result<(), AuthError> {
    for codename in C::KNOWN.iter().chain(built_in) {
        if store.find_by_codename(codename).await?.is_some() {
            continue;
        }
        let Some(new) = C::with_codename((*codename).to_owned()) else {
            return Ok(());
        };
        match store.insert(new).await {
            // Another instance, starting at the same time, was faster.
            Err(StoreError::Conflict(_)) => {}
            inserted => drop(inserted?),
        }
    }
    Ok(())
}
