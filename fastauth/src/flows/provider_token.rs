//! The tokens that providers gave, for the application.

use std::sync::Arc;

use time::Duration;

use crate::auth::FastAuth;
use crate::credential::{EncryptedToken, TokenDigest};
use crate::error::AuthError;
use crate::model::{AuthOAuthAccount, AuthUser, StoredProviderTokens};
use crate::provider::{Provider, ProviderError, ProviderToken, ProviderTokens, within_time};

/// A token that ends sooner than this is as good as expired: it has a way to go.
const MARGIN: Duration = Duration::seconds(60);
/// How many accounts are read at once.
const BATCH: i64 = 100;
/// How long a refresh is waited for, whoever does it.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
/// How long until it is looked again whether another instance is done.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);
/// How often it is looked, at most.
const LOOKS: usize = 100;

/// How much was encrypted anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reencrypted {
    /// The accounts whose tokens a former key had encrypted.
    pub accounts: usize,
    /// The accounts with a token that no key opens. They are left as they are: perhaps one is missing.
    pub unreadable: usize,
}

impl<U: AuthUser> FastAuth<U> {
    /// A provider's access token of a user's, to ask the provider for something in the user's name: refreshed, where it has
    /// expired. Where a user has linked several accounts at the provider, that of the first.
    ///
    /// None where the user has no account there, nothing is kept of it
    /// ([`keep_tokens`](Provider::keep_tokens)), or the provider takes the refresh token no more: the user has to sign in with
    /// the provider again.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] where there is no such provider; [`AuthError::ProviderFailed`],
    /// [`AuthError::ProviderTimeout`]; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all, fields(provider))]
    pub async fn provider_token(
        &self,
        user: U::Id,
        provider: &str,
    ) -> Result<Option<ProviderToken>, AuthError> {
        let provider = self.provider(provider)?;
        let Some(account) = self.account_at(user, provider).await? else { return Ok(None) };
        if let Some(token) = self.fresh_token(provider, &account) {
            return Ok(Some(token));
        }
        let (provider, account) = (provider.clone(), Arc::new(account));
        // Seen through, whoever hangs up: some providers take a refresh token once, and what comes for it has to be kept.
        let refreshed = self.commit(move |auth| async move { auth.refresh_alone(&provider, &account).await });
        tokio::time::timeout(PATIENCE, refreshed).await.unwrap_or(Err(AuthError::ProviderTimeout))
    }

    /// Encrypts the tokens of providers that are kept anew, with the key that encrypts now. Once nothing of a former key is left,
    /// it may go.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`]: what was done until then is done.
    #[tracing::instrument(skip_all)]
    pub async fn reencrypt_provider_tokens(&self) -> Result<Reencrypted, AuthError> {
        let (mut after, mut count) = (None, Reencrypted::default());
        loop {
            let accounts = self.oauth_accounts().list_with_tokens(after, BATCH).await?;
            let Some(last) = accounts.last() else { return Ok(count) };
            after = Some(last.id());
            for account in accounts {
                self.reencrypt(account, &mut count).await?;
            }
        }
    }

    /// Keeps the tokens that came along with a sign-in, in place of the former; `false` where somebody else has just replaced
    /// them, whose are as good.
    pub(super) async fn keep_tokens(
        &self,
        provider: &Provider,
        account: &U::OAuthAccount,
        tokens: &ProviderTokens,
    ) -> Result<bool, AuthError> {
        if !provider.keep_tokens {
            return Ok(true);
        }
        let mut new = self.sealed_tokens(provider, account.account_id(), tokens)?;
        let former = account.tokens();
        // Some providers give one the first time only.
        new.refresh_token = new.refresh_token.or(former.refresh_token);
        Ok(self.oauth_accounts().replace_tokens(account.id(), former.access_token, new).await?)
    }

    /// What is stored of tokens: nothing, unless they are to be kept.
    pub(super) fn sealed_tokens(
        &self,
        provider: &Provider,
        account_id: &str,
        tokens: &ProviderTokens,
    ) -> Result<StoredProviderTokens, AuthError> {
        if !provider.keep_tokens {
            return Ok(StoredProviderTokens::default());
        }
        let seal =
            |kind, token: &ProviderToken| self.seal_token(provider.name(), account_id, kind, token.expose());
        Ok(StoredProviderTokens {
            access_token: Some(seal(Kind::Access, &tokens.access_token)?),
            refresh_token: tokens
                .refresh_token
                .as_ref()
                .map(|token| seal(Kind::Refresh, token))
                .transpose()?,
            expires_at: tokens.expires_at,
        })
    }

    fn seal_token(
        &self,
        provider: &str,
        account_id: &str,
        kind: Kind,
        token: &str,
    ) -> Result<EncryptedToken, AuthError> {
        let sealed = self.providers().tokens.seal(token, &[U::TABLE.name, provider, account_id, kind.name()]);
        let sealed = sealed.map_err(|_| AuthError::Internal("a token cannot be encrypted".to_owned()))?;
        Ok(EncryptedToken::from_stored(sealed))
    }

    /// A token as the provider gave it; none, where no key of the service's has encrypted it.
    fn open_token(
        &self,
        account: &U::OAuthAccount,
        kind: Kind,
        token: Option<&EncryptedToken>,
    ) -> Option<ProviderToken> {
        let place = [U::TABLE.name, account.oauth_name(), account.account_id(), kind.name()];
        let token = self.providers().tokens.open(token?.expose(), &place);
        if token.is_none() {
            tracing::error!(account = %account.id(), "no key opens the token that is kept of an account at a provider");
        }
        token.map(|token| ProviderToken::new(token.as_str()))
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

    fn fresh_token(&self, provider: &Provider, account: &U::OAuthAccount) -> Option<ProviderToken> {
        let tokens = account.tokens();
        let is_fresh = |at| self.clock().now() + MARGIN < at;
        let is_fresh = provider.keep_tokens && tokens.expires_at.is_none_or(is_fresh);
        is_fresh.then(|| self.open_token(account, Kind::Access, tokens.access_token.as_ref())).flatten()
    }

    /// Refreshes the tokens of an account, if nobody else does: in this process by a lock, and among several by a row that one
    /// of them adds. Whoever is second waits for what the first has stored.
    async fn refresh_alone(
        &self,
        provider: &Provider,
        account: &U::OAuthAccount,
    ) -> Result<Option<ProviderToken>, AuthError> {
        let _alone = self.providers().refreshing(provider.name(), account.account_id()).await;
        let Some(account) = self.account_again(account).await? else { return Ok(None) };
        if let Some(token) = self.fresh_token(provider, &account) {
            return Ok(Some(token));
        }
        let kept = account.tokens().refresh_token;
        let Some(refresh_token) = self.open_token(&account, Kind::Refresh, kept.as_ref()) else {
            return Ok(None);
        };
        if !provider.keep_tokens {
            return Ok(None);
        }
        let claim = self.claim(kept.as_ref());
        if self.store().use_state(claim, self.clock().now() + PATIENCE).await? {
            let refreshed = self.refresh_account(provider, account, &refresh_token).await;
            if !matches!(refreshed, Ok(Some(_))) {
                self.store().forget_state(claim).await?;
            }
            return refreshed;
        }
        for _ in 0..LOOKS {
            tokio::time::sleep(PAUSE).await;
            let Some(again) = self.account_again(&account).await? else { return Ok(None) };
            if let Some(token) = self.fresh_token(provider, &again) {
                return Ok(Some(token));
            }
        }
        Err(AuthError::ProviderTimeout)
    }

    /// What the one instance that uses this refresh token adds a row of. Should it end before it is done, somebody may try
    /// again a while later.
    fn claim(&self, refresh_token: Option<&EncryptedToken>) -> TokenDigest {
        let window = self.clock().now().unix_timestamp() / PATIENCE.as_secs().cast_signed();
        let kept = refresh_token.map(EncryptedToken::expose).unwrap_or_default();
        TokenDigest::of(&format!("refresh {window} {kept}"))
    }

    async fn account_again(&self, account: &U::OAuthAccount) -> Result<Option<U::OAuthAccount>, AuthError> {
        Ok(self.oauth_accounts().find(account.oauth_name(), account.account_id()).await?)
    }

    async fn refresh_account(
        &self,
        provider: &Provider,
        mut account: U::OAuthAccount,
        refresh_token: &ProviderToken,
    ) -> Result<Option<ProviderToken>, AuthError> {
        let refreshed = match within_time(provider.protocol.refresh(refresh_token, self.clock())).await {
            Ok(refreshed) => refreshed,
            Err(ProviderError::Refused(reason)) => {
                tracing::warn!(reason, "a provider refreshes a token no more");
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let used = account.tokens().refresh_token;
        // A sign-in at the same moment may have stored an access token beside the refresh token that is used up now.
        while !self.keep_tokens(provider, &account, &refreshed).await? {
            let Some(again) = self.account_again(&account).await? else { break };
            let stored = again.tokens().refresh_token;
            if stored.as_ref().map(EncryptedToken::expose) != used.as_ref().map(EncryptedToken::expose) {
                break;
            }
            account = again;
        }
        Ok(Some(refreshed.access_token))
    }

    async fn reencrypt(&self, account: U::OAuthAccount, count: &mut Reencrypted) -> Result<(), AuthError> {
        let former = account.tokens();
        let sealer = &self.providers().tokens;
        let is_current = |token: &Option<EncryptedToken>| {
            token.as_ref().is_none_or(|token| sealer.is_current(token.expose()))
        };
        if is_current(&former.access_token) && is_current(&former.refresh_token) {
            return Ok(());
        }
        // None where there is a token that no key opens: it is left as it is.
        let again = |kind,
                     token: &Option<EncryptedToken>|
         -> Option<Result<Option<EncryptedToken>, AuthError>> {
            let Some(stored) = token else { return Some(Ok(None)) };
            let opened = self.open_token(&account, kind, Some(stored))?;
            Some(self.seal_token(account.oauth_name(), account.account_id(), kind, opened.expose()).map(Some))
        };
        let (Some(access_token), Some(refresh_token)) =
            (again(Kind::Access, &former.access_token), again(Kind::Refresh, &former.refresh_token))
        else {
            count.unreadable += 1;
            return Ok(());
        };
        let (access_token, refresh_token) = (access_token?, refresh_token?);
        let new = StoredProviderTokens { access_token, refresh_token, expires_at: former.expires_at };
        // Whoever has replaced them meanwhile has used the key that encrypts now.
        if self.oauth_accounts().replace_tokens(account.id(), former.access_token, new).await? {
            count.accounts += 1;
        }
        Ok(())
    }
}

/// Which of a provider's tokens it is: one is not taken for the other.
#[derive(Clone, Copy)]
enum Kind {
    Access,
    Refresh,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }
}
