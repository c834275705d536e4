//! The tokens of providers as they are stored: encrypted, each to its place.

use crate::auth::FastAuth;
use crate::credential::EncryptedToken;
use crate::error::AuthError;
use crate::model::{AuthOAuthAccount, AuthUser, StoredProviderTokens};
use crate::provider::{Provider, ProviderToken, ProviderTokens};

impl<U: AuthUser> FastAuth<U> {
    /// Keeps the tokens that came along with a sign-in, in place of the former. Where none are to be kept any more, none are.
    pub(super) async fn keep_tokens(
        &self,
        provider: &Provider,
        account: &U::OAuthAccount,
        tokens: &ProviderTokens,
    ) -> Result<(), AuthError> {
        if self.replace_tokens(provider, account, tokens).await? {
            return Ok(());
        }
        // Somebody else has just replaced them: another sign-in, whose are as good, or whoever encrypts them anew.
        if let Some(again) = self.account_again(account).await? {
            self.replace_tokens(provider, &again, tokens).await?;
        }
        Ok(())
    }

    /// Replaces the tokens of an account as it was read; `false` where somebody else has just done so.
    pub(super) async fn replace_tokens(
        &self,
        provider: &Provider,
        account: &U::OAuthAccount,
        tokens: &ProviderTokens,
    ) -> Result<bool, AuthError> {
        let former = account.tokens();
        if !provider.keep_tokens && former.access_token.is_none() {
            return Ok(true);
        }
        let mut new = self.sealed_tokens(provider, account.account_id(), Some(tokens))?;
        if provider.keep_tokens {
            // Some providers give one the first time only.
            new.refresh_token = new.refresh_token.or(former.refresh_token);
        }
        Ok(self.oauth_accounts().replace_tokens(account.id(), former.access_token, new).await?)
    }

    /// What is stored of tokens: nothing, unless they are to be kept.
    pub(super) fn sealed_tokens(
        &self,
        provider: &Provider,
        account_id: &str,
        tokens: Option<&ProviderTokens>,
    ) -> Result<StoredProviderTokens, AuthError> {
        let Some(tokens) = tokens.filter(|_| provider.keep_tokens) else {
            return Ok(StoredProviderTokens::default());
        };
        let seal =
            |kind, token: &ProviderToken| self.seal_token(provider.name(), account_id, kind, token.expose());
        Ok(StoredProviderTokens {
            access_token: Some(seal(TokenKind::Access, &tokens.access_token)?),
            refresh_token: tokens
                .refresh_token
                .as_ref()
                .map(|token| seal(TokenKind::Refresh, token))
                .transpose()?,
            expires_at: tokens.expires_at,
        })
    }

    pub(super) fn seal_token(
        &self,
        provider: &str,
        account_id: &str,
        kind: TokenKind,
        token: &str,
    ) -> Result<EncryptedToken, AuthError> {
        let sealed = self.providers().tokens.seal(token, &[U::TABLE.name, provider, account_id, kind.name()]);
        let sealed = sealed.map_err(|_| AuthError::Internal("a token cannot be encrypted".to_owned()))?;
        Ok(EncryptedToken::from_stored(sealed))
    }

    /// A token as the provider gave it; none, where no key of the service's has encrypted it.
    pub(super) fn open_token(
        &self,
        account: &U::OAuthAccount,
        kind: TokenKind,
        token: Option<&EncryptedToken>,
    ) -> Option<ProviderToken> {
        let place = [U::TABLE.name, account.oauth_name(), account.account_id(), kind.name()];
        let token = self.providers().tokens.open(token?.expose(), &place);
        if token.is_none() {
            tracing::error!(account = %account.id(), "no key opens the token that is kept of an account at a provider");
        }
        token.map(|token| ProviderToken::new(token.as_str()))
    }
}

/// Which of a provider's tokens it is: one is not taken for the other.
#[derive(Clone, Copy)]
pub(super) enum TokenKind {
    Access,
    Refresh,
}

impl TokenKind {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }
}
