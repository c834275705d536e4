//! Accounts at addresses that nobody has shown to be theirs do not keep those addresses for ever.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::store::{NeverVerified, StoreError, UserFilter};

/// How many are looked at by one statement.
const PAGE: i64 = 100;

impl<U: AuthUser> FastAuth<U> {
    /// Removes every account that is older than
    /// [`unverified_user_max_age`](crate::FastAuthConfig::unverified_user_max_age) and was never verified, so that
    /// whoever owns its address can register with it; says how many. For a program to call once a day, say: the
    /// library calls it by itself nowhere, since a service that asks nobody to verify has such users, and
    /// wants them.
    ///
    /// Who was verified once stays, even where an administrator has changed the address since; so does whoever is
    /// inactive, has another role than the default or a permission, or is refused by `on_before_user_delete`. An
    /// invitation that nobody took up ends with its account; whoever came by a provider that does not say that it has verified
    /// the address, and has not shown it here, goes as well. Where the model has no `created_at`, nobody is removed.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`]; those who were removed before it stay removed.
    #[tracing::instrument(skip_all)]
    pub async fn remove_unverified_users(&self) -> Result<usize, AuthError> {
        let never_verified = NeverVerified {
            registered_before: self.clock().now() - self.config().unverified_user_max_age,
            default_role: self.config().user_default_role.clone(),
        };
        let filter = UserFilter { never_verified: Some(never_verified.clone()), ..UserFilter::default() };
        let (mut removed, mut after) = (0, None);
        loop {
            let page = self.store().list_users(filter.clone(), after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(removed) };
            after = Some(last.id());
            for (user, _) in page {
                if self.remove_unverified(user, never_verified.clone()).await? {
                    removed += 1;
                }
            }
        }
    }

    async fn remove_unverified(&self, user: U, of: NeverVerified) -> Result<bool, AuthError> {
        let context = self.context();
        if let Err(error) = self.hooks().on_before_user_delete(&user, &context).await {
            tracing::info!(user = %user.id(), ?error, "an unverified user is kept");
            return Ok(false);
        }
        self.commit(move |auth| async move {
            match auth.store().remove_never_verified(user.id(), of).await {
                Ok(true) => {}
                Ok(false) | Err(StoreError::Referenced(_)) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
            auth.tell(Report::of(SecurityEventKind::UserDeleted).about(user.id()).because("never_verified"))
                .await;
            auth.after("on_after_user_deleted", auth.hooks().on_after_user_deleted(&user, &context)).await;
            Ok(true)
        })
        .await
    }
}
