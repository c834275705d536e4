//! The roles and permissions that the program declares, in the database.

use std::collections::HashSet;

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::model::vocabulary::{ROUTE_PERMISSIONS, default_roles};
use crate::model::{AuthUser, Codenamed};
use crate::store::codenames::CodenameStore;
use crate::store::{Holder, StoreError};

/// What a synchronisation has done, and what it found that the program does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VocabularySync {
    /// The roles that were made.
    pub made_roles: Vec<String>,
    /// The permissions that were made.
    pub made_permissions: Vec<String>,
    /// What roles were given, by role and permission.
    pub given: Vec<(String, String)>,
    /// What the program says that a role begins with, and it does not hold: somebody took it.
    pub missing: Vec<(String, String)>,
    /// What declared roles hold beyond what they begin with: somebody gave it.
    pub added: Vec<(String, String)>,
}

impl<U: AuthUser> FastAuth<U> {
    /// Makes the declared roles and permissions that are not there, and gives each new one what
    /// `#[role(grants(…))]` says that it begins with. Nothing is taken away, and nothing is given again that
    /// an administrator took: the answer says what differs.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn sync_vocabulary(&self) -> Result<VocabularySync, AuthError> {
        let mut sync = VocabularySync {
            made_permissions: declare(self.permissions(), ROUTE_PERMISSIONS).await?,
            made_roles: declare(self.roles(), &default_roles::<U::Role>()).await?,
            ..VocabularySync::default()
        };
        if U::Permission::TABLE.is_none() {
            return Ok(sync);
        }
        let roles: Vec<String> = U::Role::GRANTS.iter().map(|(role, _)| (*role).to_owned()).collect();
        let held: HashSet<_> = self.store().permissions_of_roles(roles).await?.into_iter().collect();
        let mut declared = HashSet::new();
        for (role, permissions) in U::Role::GRANTS {
            let mut given = Vec::new();
            for permission in expanded::<U::Permission>(permissions) {
                let grant = ((*role).to_owned(), permission);
                let is_new = sync.made_roles.contains(&grant.0) || sync.made_permissions.contains(&grant.1);
                if !held.contains(&grant) {
                    if is_new { given.push(grant.1.clone()) } else { sync.missing.push(grant.clone()) }
                }
                declared.insert(grant);
            }
            if !given.is_empty() {
                let holder = Holder::Role((*role).to_owned());
                // Another instance may be at it, too: what is held already stays.
                let _ = self.store().grant(holder, given.clone()).await?;
                sync.given.extend(given.into_iter().map(|permission| ((*role).to_owned(), permission)));
            }
        }
        sync.added = held.difference(&declared).cloned().collect();
        sync.added.sort();
        if !sync.missing.is_empty() || !sync.added.is_empty() {
            let (missing, added) = (&sync.missing, &sync.added);
            tracing::info!(?missing, ?added, "roles hold other permissions than the program says");
        }
        Ok(sync)
    }
}

/// `*` is every permission that the program declares, and none that is only in the database.
fn expanded<P: Codenamed>(permissions: &[&str]) -> Vec<String> {
    let mut codenames: Vec<String> = Vec::new();
    for permission in permissions {
        match *permission {
            "*" => {
                codenames.extend(P::KNOWN.iter().chain(ROUTE_PERMISSIONS).map(|known| (*known).to_owned()))
            }
            permission => codenames.push(permission.to_owned()),
        }
    }
    codenames.sort();
    codenames.dedup();
    codenames
}

/// Those that were made.
async fn declare<C: Codenamed>(
    store: &dyn CodenameStore<C>,
    built_in: &[&str],
) -> Result<Vec<String>, AuthError> {
    let mut made = Vec::new();
    for codename in C::KNOWN.iter().chain(built_in) {
        if store.find_by_codename(codename).await?.is_some() {
            continue;
        }
        let Some(new) = C::with_codename((*codename).to_owned()) else {
            return Ok(made);
        };
        match store.insert(new).await {
            // Another instance, starting at the same time, was faster.
            Err(StoreError::Conflict(_)) => {}
            inserted => {
                drop(inserted?);
                made.push((*codename).to_owned());
            }
        }
    }
    Ok(made)
}
