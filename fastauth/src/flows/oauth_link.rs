//! A user links an account at a provider, sees those that are linked, and gives one up.

use super::oauth_login::accepted_account_id;
use crate::auth::FastAuth;
use crate::credential::canonical_email;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::{AuthOAuthAccount, AuthUser};
use crate::provider::{LinkedBy, Provider, SignedIn};
use crate::store::{Key, LinkIf, NewAccountOf, OAuthAccountId, StoreError, Unlink, Unlinked};
use crate::token::SessionId;

impl<U: AuthUser> FastAuth<U> {
    /// Up to `limit` of the accounts at providers that are linked to a user, behind one of them.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn list_oauth_accounts(
        &self,
        user: U::Id,
        after: Option<OAuthAccountId<U>>,
        limit: i64,
    ) -> Result<Vec<U::OAuthAccount>, AuthError> {
        Ok(self.oauth_accounts().list(user, after, limit).await?)
    }

    /// Takes an account at a provider from a user, who is signed in by this session and a fresh login. Every other session of
    /// theirs ends, and every token that was mailed: whoever came in by that account is out.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`] where the session has ended; [`AuthError::ReauthenticationRequired`];
    /// [`AuthError::OAuthAccountNotFound`] where it is none of this user's;
    /// [`AuthError::LastLoginMethod`] where there is neither a password nor another account that could be signed in with;
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn oauth_unlink(
        &self,
        user: U,
        session: SessionId,
        account: OAuthAccountId<U>,
    ) -> Result<(), AuthError> {
        self.require_fresh_login(session).await?;
        let unlink = Unlink {
            user: user.id(),
            account,
            providers: self.providers().names().map(str::to_owned).collect(),
            kept_session: session,
            now: self.clock().now(),
        };
        self.commit(move |auth| async move {
            let account = match auth.store().unlink_account(unlink).await? {
                Unlinked::Done(account) => account,
                Unlinked::NoAccount => return Err(AuthError::OAuthAccountNotFound),
                Unlinked::LastWayIn => return Err(AuthError::LastLoginMethod),
                Unlinked::SessionOver => return Err(AuthError::InvalidToken),
            };
            let report = Report::of(SecurityEventKind::ProviderUnlinked).by(user.id()).about(user.id());
            auth.tell(report.detail(account.oauth_name())).await;
            let context = auth.context();
            let hook = auth.hooks().on_after_provider_unlinked(&user, &account, &context);
            auth.after("on_after_provider_unlinked", hook).await;
            Ok(())
        })
        .await
    }

    /// Makes the account that somebody came back with one more of the user who asked for it, if the session that it was asked
    /// for in lives still.
    pub(super) async fn link(
        &self,
        provider: &Provider,
        linked_by: LinkedBy,
        signed_in: SignedIn,
    ) -> Result<U::OAuthAccount, AuthError> {
        let user = U::Id::parse(&linked_by.user).ok_or(AuthError::OAuthState)?;
        let account = match self.new_account_at(provider, &signed_in, user) {
            Ok(account) => account,
            Err(error) => return Err(self.not_signed_in(provider.name(), Some(user), error).await),
        };
        let link_if = LinkIf::SessionLives { session: linked_by.session, now: self.clock().now() };
        let name = provider.name().to_owned();
        self.commit(move |auth| async move {
            let refused = match auth.store().link_account(account, link_if).await {
                Ok(Some((user, account))) => {
                    auth.after_link(&name, &user, &account).await;
                    return Ok(account);
                }
                // The session has ended: whoever has the link now may be somebody else.
                Ok(None) => AuthError::OAuthState,
                Err(StoreError::Conflict(_)) => AuthError::OAuthAccountTaken,
                Err(error) => return Err(error.into()),
            };
            Err(auth.not_signed_in(&name, Some(user), refused).await)
        })
        .await
    }

    /// Tells of an account that is one more of a user's by now.
    pub(super) async fn after_link(&self, provider: &str, user: &U, account: &U::OAuthAccount) {
        self.tell_of_link(provider, user.id()).await;
        let context = self.context();
        let hook = self.hooks().on_after_provider_linked(user, account, &context);
        self.after("on_after_provider_linked", hook).await;
    }

    pub(super) async fn tell_of_link(&self, provider: &str, user: U::Id) {
        let report = Report::of(SecurityEventKind::ProviderLinked).by(user).about(user);
        self.tell(report.detail(provider)).await;
    }

    /// An account at a provider that is about to be a user's.
    pub(super) fn new_account_at(
        &self,
        provider: &Provider,
        signed_in: &SignedIn,
        user: U::Id,
    ) -> Result<NewAccountOf<U>, AuthError> {
        let SignedIn { identity, tokens } = signed_in;
        Ok(NewAccountOf::<U> {
            id: Key::for_new_row(),
            user_id: user,
            oauth_name: provider.name().to_owned(),
            account_id: accepted_account_id(identity)?.to_owned(),
            account_email: identity.email.as_deref().and_then(|email| canonical_email(email).ok()),
            tokens: self.sealed_tokens(provider, &identity.account_id, tokens.as_ref())?,
            created_at: self.clock().now(),
        })
    }
}
