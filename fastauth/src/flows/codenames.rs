//! What is the same for roles and permissions.

use crate::error::AuthError;
use crate::model::vocabulary::is_codename;
use crate::model::{CodenameChanges, Codenamed};
use crate::store::codenames::CodenameStore;
use crate::store::{Key, StoreError};

/// The one with this id or codename.
pub(super) async fn find<C: Codenamed>(
    store: &dyn CodenameStore<C>,
    text: &str,
) -> Result<Option<C>, AuthError> {
    // No codename that is made here can be taken for an id.
    match C::Id::parse(text) {
        Some(id) => Ok(store.find(id).await?),
        None if text.contains('\0') => Ok(None),
        None => Ok(store.find_by_codename(text).await?),
    }
}

/// Whether it can be a codename.
pub(super) fn acceptable<C: Codenamed>(codename: &str) -> Result<(), AuthError> {
    let refused = |message| Err(AuthError::field("codename", "invalid", message));
    if !is_codename(codename) {
        return refused("has 1 to 64 letters, digits, `_`, `.` and `-`, in parts that `:` joins");
    }
    if C::Id::parse(codename).is_some() {
        return refused("reads as an id");
    }
    Ok(())
}

/// Whether the program itself names it.
pub(super) fn is_declared<C: Codenamed>(codename: &str, built_in: &[&str]) -> bool {
    C::KNOWN.contains(&codename) || built_in.contains(&codename)
}

/// Leaves a codename out that is the one that it has already; another must be one.
pub(super) fn renamed<C: Codenamed>(one: &C, changes: &mut CodenameChanges<C>) -> Result<(), AuthError> {
    changes.codename = changes.codename.take().filter(|codename| codename != one.codename());
    changes.codename.as_deref().map_or(Ok(()), acceptable::<C>)
}

/// How an event tells of one that may be called otherwise now.
pub(super) fn renaming(before: &str, now: &str) -> String {
    if before == now { now.to_owned() } else { format!("{before} > {now}") }
}

/// Stores a new one, and answers it as stored.
pub(super) async fn insert<C: Codenamed>(store: &dyn CodenameStore<C>, new: C) -> Result<C, AuthError> {
    let codename = new.codename().to_owned();
    match store.insert(new).await {
        Err(StoreError::Conflict(_)) => Err(which_is_taken(store, Some(&codename)).await?),
        inserted => Ok(inserted?),
    }
}

/// Changes one, and answers it as it is then; nothing where there is none.
pub(super) async fn update<C: Codenamed>(
    store: &dyn CodenameStore<C>,
    id: C::Id,
    changes: CodenameChanges<C>,
) -> Result<Option<C>, AuthError> {
    let codename = changes.codename.clone();
    match store.update(id, changes).await {
        Ok(true) => Ok(store.find(id).await?),
        Ok(false) => Ok(None),
        Err(StoreError::Conflict(_)) => Err(which_is_taken(store, codename.as_deref()).await?),
        Err(error) => Err(error.into()),
    }
}

/// An index says that something is taken: the codename, or a field of the model's own.
async fn which_is_taken<C: Codenamed>(
    store: &dyn CodenameStore<C>,
    codename: Option<&str>,
) -> Result<AuthError, AuthError> {
    let holder = match codename {
        Some(codename) => store.find_by_codename(codename).await?,
        None => None,
    };
    Ok(if holder.is_some() { AuthError::CodenameTaken } else { AuthError::ValueTaken })
}
