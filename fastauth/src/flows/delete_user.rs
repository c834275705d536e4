//! A user is removed.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::store::{Changed, StoreError};

impl<U: AuthUser> FastAuth<U> {
    /// Removes a user with everything that belongs to it: sessions, permissions, provider accounts.
    ///
    /// Nothing here asks who wants it: for somebody else's account, [`remove_user`](Self::remove_user).
    ///
    /// # Errors
    /// [`AuthError::UserNotFound`]; [`AuthError::LastAdmin`]; [`AuthError::UserInUse`] where a table of the application's refers to
    /// the user, and does not let go; [`AuthError::Refused`] where `on_before_user_delete` refuses;
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn delete_user(&self, id: U::Id) -> Result<(), AuthError> {
        let user = self.get_user(id).await?;
        self.delete(None, user).await
    }

    pub(super) async fn delete(&self, by: Option<U::Id>, user: U) -> Result<(), AuthError> {
        let (id, context) = (user.id(), self.context());
        self.hooks().on_before_user_delete(&user, &context).await.map_err(AuthError::Refused)?;
        self.commit(move |auth| async move {
            match auth.store().remove_user(id).await {
                Ok(Changed::Done(())) => {}
                Ok(Changed::LastAdmin) => return Err(AuthError::LastAdmin),
                Ok(Changed::NoUser | Changed::NoPermission) => return Err(AuthError::UserNotFound),
                Err(StoreError::Referenced(_)) => return Err(AuthError::UserInUse),
                Err(error) => return Err(error.into()),
            }
            auth.tell(Report::of(SecurityEventKind::UserDeleted).by_whom(by).about(id)).await;
            auth.after("on_after_user_deleted", auth.hooks().on_after_user_deleted(&user, &context)).await;
            Ok(())
        })
        .await
    }
}
