//! The tokens that providers gave, for the application.

use std::sync::Arc;

use backon::{ExponentialBuilder, Retryable};
use time::Duration;

use super::kept_tokens::TokenKind;
use crate::auth::FastAuth;
use crate::credential::TokenDigest;
use crate::error::AuthError;
use crate::model::{AuthOAuthAccount, AuthUser};
use crate::provider::{Provider, ProviderError, ProviderToken, ProviderTokens, within_time};

/// A token that ends sooner than this is as good as expired: it has a way to go.
const MARGIN: Duration = Duration::seconds(60);
/// How many accounts are read at once.
const BATCH: i64 = 100;
/// How long a refresh is waited for, whoever does it.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
/// How long until it is looked again whether another instance is done.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);
/// How long one that has claimed a refresh may take: longer than a provider and a database are waited for, and than two clocks
/// differ. Whoever else sent the same refresh token would look like a thief to the provider.
const CLAIM: Duration = Duration::seconds(60);
/// How often it is tried again to store what was refreshed: after 100 ms, 200 ms, and so on, for three seconds in all.
const STORE_RETRIES: usize = 5;
/// How often it is looked, at most.
const LOOKS: usize = 100;

impl<U: AuthUser> FastAuth<U> {
    /// A provider's access token of a user's, to ask the provider for something in the user's name: refreshed, where it has
    /// expired. Where a user has linked several accounts at the provider, that of the first. Whether the user has taken it
    /// back there, only the provider knows: what it answers to the token then is a 401, and the user signs in again.
    ///
    /// None where the user has no account there; nothing is kept of it ([`keep_tokens`](Provider::keep_tokens)); no key of the
    /// service's opens what is kept; or it has expired, and there is no refresh token, or the provider takes it no more.
    ///
    /// # Errors
    /// [`AuthError::Internal`] where the service has no such provider; [`AuthError::ProviderFailed`],
    /// [`AuthError::ProviderTimeout`]; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all, fields(provider = provider))]
    pub async fn provider_token(
        &self,
        user: U::Id,
        provider: &str,
    ) -> Result<Option<ProviderToken>, AuthError> {
        let provider = self.provider(provider).map_err(|_| no_such_provider(provider))?;
        if !provider.keep_tokens {
            return Ok(None);
        }
        let Some(account) = self.account_at(user, provider).await? else { return Ok(None) };
        if let Some(token) = self.fresh_token(&account) {
            return Ok(Some(token));
        }
        let (provider, account) = (provider.clone(), Arc::new(account));
        // Seen through, whoever hangs up: some providers take a refresh token once, and what comes for it has to be kept.
        let refreshed = self.commit(move |auth| async move { auth.refresh_alone(&provider, &account).await });
        tokio::time::timeout(PATIENCE, refreshed).await.unwrap_or(Err(AuthError::ProviderTimeout))
    }

    async fn account_at(
        &self,
        user: U::Id,
        provider: &Provider,
    ) -> Result<Option<U::OAuthAccount>, AuthError> {
        let mut after = None;
        loop {
            let accounts = self.oauth_accounts().list(user, after, BATCH).await?;
            let Some(last) = accounts.last() else { return Ok(None) };
            after = Some(last.id());
            if let Some(found) = accounts.into_iter().find(|one| one.oauth_name() == provider.name()) {
                return Ok(Some(found));
            }
        }
    }

    fn fresh_token(&self, account: &U::OAuthAccount) -> Option<ProviderToken> {
        let tokens = account.tokens();
        let is_fresh = |at| self.clock().now() + MARGIN < at;
        let is_fresh = tokens.expires_at.is_none_or(is_fresh);
        is_fresh.then(|| self.open_token(account, TokenKind::Access, tokens.access_token.as_ref())).flatten()
    }

    /// Refreshes the tokens of an account, if nobody else does: in this process by a lock, and among several by a row that one
    /// of them adds. Whoever is second waits for what the first has stored.
    async fn refresh_alone(
        &self,
        provider: &Provider,
        account: &U::OAuthAccount,
    ) -> Result<Option<ProviderToken>, AuthError> {
        let alone = self.providers().refreshing(provider.name(), account.account_id());
        // No longer: whoever asks a provider that hangs is not to leave more and more behind who wait.
        let _alone = tokio::time::timeout(PATIENCE, alone).await.map_err(|_| AuthError::ProviderTimeout)?;
        let Some(account) = self.account_again(account).await? else { return Ok(None) };
        if let Some(token) = self.fresh_token(&account) {
            return Ok(Some(token));
        }
        let claim = TokenDigest::of(&format!(
            "refresh {} {} {}",
            U::TABLE.name,
            provider.name(),
            account.account_id()
        ));
        for _ in 0..LOOKS {
            let now = self.clock().now();
            let until = now + CLAIM;
            if self.store().claim(claim, now, until).await? {
                let refreshed = self.refresh_claimed(provider, &account).await;
                // What was refreshed is not lost for it: the claim ends by itself.
                if let Err(error) = self.store().release(claim, until).await {
                    tracing::warn!(%error, "a claim is not released before its end");
                }
                return refreshed;
            }
            tokio::time::sleep(PAUSE).await;
            let Some(again) = self.account_again(&account).await? else { return Ok(None) };
            if let Some(token) = self.fresh_token(&again) {
                return Ok(Some(token));
            }
        }
        Err(AuthError::ProviderTimeout)
    }

    /// The account as it is now; none, where it is another row by now, and perhaps another user's.
    pub(super) async fn account_again(
        &self,
        account: &U::OAuthAccount,
    ) -> Result<Option<U::OAuthAccount>, AuthError> {
        let again = self.oauth_accounts().find(account.oauth_name(), account.account_id()).await?;
        Ok(again.filter(|again| again.id() == account.id() && again.user_id() == account.user_id()))
    }

    /// For the one of all instances that may: what it reads now is what the one before it has stored.
    async fn refresh_claimed(
        &self,
        provider: &Provider,
        account: &U::OAuthAccount,
    ) -> Result<Option<ProviderToken>, AuthError> {
        let Some(mut account) = self.account_again(account).await? else { return Ok(None) };
        if let Some(token) = self.fresh_token(&account) {
            return Ok(Some(token));
        }
        let Some(used) = self.refresh_token_of(&account) else { return Ok(None) };
        let refreshed = match within_time(provider.protocol.refresh(&used, self.clock())).await {
            Ok(refreshed) => refreshed,
            Err(ProviderError::Refused(reason)) => {
                tracing::warn!(reason, "a provider refreshes a token no more");
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        // A sign-in at the same moment may have stored an access token beside the refresh token that is used up now; whoever
        // encrypts anew has stored the same.
        while !self.store_refreshed(provider, &account, &refreshed).await? {
            let Some(again) = self.account_again(&account).await? else { return Ok(None) };
            if self.refresh_token_of(&again).is_none_or(|stored| stored.expose() != used.expose()) {
                break;
            }
            account = again;
        }
        Ok(Some(refreshed.access_token))
    }

    /// The provider takes the former refresh token no more: a database that is away for a moment is waited for. What it has
    /// stored without saying so is not stored again.
    async fn store_refreshed(
        &self,
        provider: &Provider,
        account: &U::OAuthAccount,
        refreshed: &ProviderTokens,
    ) -> Result<bool, AuthError> {
        let waits =
            ExponentialBuilder::default().with_min_delay(PAUSE).with_max_times(STORE_RETRIES).with_jitter();
        (|| self.replace_tokens(provider, account, refreshed))
            .retry(waits)
            .when(|error| matches!(error, AuthError::Unavailable(_)))
            .notify(|error, _| tracing::warn!(%error, "a refreshed token is not stored yet"))
            .await
    }

    fn refresh_token_of(&self, account: &U::OAuthAccount) -> Option<ProviderToken> {
        self.open_token(account, TokenKind::Refresh, account.tokens().refresh_token.as_ref())
    }
}

/// It is the program that names it, and no client.
fn no_such_provider(name: &str) -> AuthError {
    AuthError::Internal(format!("there is no provider `{name}`"))
}
