//! The tokens that providers gave, for the application.

use time::Duration;

use crate::auth::FastAuth;
use crate::credential::EncryptedToken;
use crate::error::AuthError;
use crate::model::{AuthOAuthAccount, AuthUser, StoredProviderTokens};
use crate::provider::{Provider, ProviderError, ProviderToken, ProviderTokens, within_time};

/// A token that ends sooner than this is as good as expired: it has a way to go.
const MARGIN: Duration = Duration::seconds(60);
/// How many accounts are read at once.
const BATCH: i64 = 100;

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
        // One of this process refreshes: some providers take a refresh token once, and end everything where it comes again.
        let place = format!("{} {}", provider.name(), account.account_id());
        let _alone = self.providers().refreshing(&place).await;
        let Some(account) = self.account_at(user, provider).await? else { return Ok(None) };
        match self.fresh_token(provider, &account) {
            Some(token) => Ok(Some(token)),
            None => self.refresh_account(provider, account).await,
        }
    }

    /// Encrypts the tokens of providers that are kept anew, with the key that encrypts now; and says how many there were that a
    /// former key had encrypted. Afterwards that key may go.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`]: what was done until then is done.
    #[tracing::instrument(skip_all)]
    pub async fn reencrypt_provider_tokens(&self) -> Result<usize, AuthError> {
        let (mut after, mut count) = (None, 0);
        loop {
            let accounts = self.oauth_accounts().list_with_tokens(after, BATCH).await?;
            let Some(last) = accounts.last() else { return Ok(count) };
            after = Some(last.id());
            for account in accounts {
                count += usize::from(self.reencrypt(account).await?);
            }
        }
    }

    /// Keeps the tokens that came along with a sign-in, in place of the former.
    pub(super) async fn keep_tokens(
        &self,
        provider: &Provider,
        account: &U::OAuthAccount,
        tokens: &ProviderTokens,
    ) -> Result<(), AuthError> {
        if !provider.keep_tokens {
            return Ok(());
        }
        let mut new = self.sealed_tokens(provider, account.account_id(), tokens)?;
        let former = account.tokens();
        // Some providers give one the first time only.
        new.refresh_token = new.refresh_token.or(former.refresh_token);
        // Where somebody else has just replaced them, theirs are as good.
        self.oauth_accounts().replace_tokens(account.id(), former.access_token, new).await?;
        Ok(())
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

    async fn refresh_account(
        &self,
        provider: &Provider,
        account: U::OAuthAccount,
    ) -> Result<Option<ProviderToken>, AuthError> {
        let former = account.tokens();
        let refresh_token = self.open_token(&account, Kind::Refresh, former.refresh_token.as_ref());
        let Some(refresh_token) = refresh_token.filter(|_| provider.keep_tokens) else { return Ok(None) };
        let refreshed = match within_time(provider.protocol.refresh(&refresh_token, self.clock())).await {
            Ok(refreshed) => refreshed,
            Err(ProviderError::Refused(reason)) => {
                // Another instance may have been faster.
                let account = self.oauth_accounts().find(account.oauth_name(), account.account_id()).await?;
                let token = account.and_then(|account| self.fresh_token(provider, &account));
                if token.is_none() {
                    tracing::warn!(reason, "a provider refreshes a token no more");
                }
                return Ok(token);
            }
            Err(error) => return Err(error.into()),
        };
        self.commit({
            let (provider, refreshed) = (provider.clone(), refreshed.clone());
            move |auth| async move { auth.keep_tokens(&provider, &account, &refreshed).await }
        })
        .await?;
        Ok(Some(refreshed.access_token))
    }

    /// Whether there was anything to do.
    async fn reencrypt(&self, account: U::OAuthAccount) -> Result<bool, AuthError> {
        let former = account.tokens();
        let sealer = &self.providers().tokens;
        let is_current = |token: &Option<EncryptedToken>| {
            token.as_ref().is_none_or(|token| sealer.is_current(token.expose()))
        };
        if is_current(&former.access_token) && is_current(&former.refresh_token) {
            return Ok(false);
        }
        let again = |kind, token: &Option<EncryptedToken>| {
            let opened = self.open_token(&account, kind, token.as_ref());
            let seal = |token: ProviderToken| {
                self.seal_token(account.oauth_name(), account.account_id(), kind, token.expose())
            };
            opened.map(seal).transpose()
        };
        let new = StoredProviderTokens {
            access_token: again(Kind::Access, &former.access_token)?,
            refresh_token: again(Kind::Refresh, &former.refresh_token)?,
            expires_at: former.expires_at,
        };
        // Whoever has replaced them meanwhile has used the key that encrypts now.
        Ok(self.oauth_accounts().replace_tokens(account.id(), former.access_token, new).await?)
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
