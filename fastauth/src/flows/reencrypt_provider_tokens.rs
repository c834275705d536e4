//! The key of the tokens that are kept is another.

use super::kept_tokens::TokenKind;
use crate::auth::FastAuth;
use crate::credential::EncryptedToken;
use crate::error::AuthError;
use crate::model::{AuthOAuthAccount, AuthUser, StoredProviderTokens};
use crate::provider::ProviderToken;

/// How many accounts are read at once.
const BATCH: i64 = 100;

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

    async fn reencrypt(&self, account: U::OAuthAccount, count: &mut Reencrypted) -> Result<(), AuthError> {
        let former = account.tokens();
        let sealer = &self.providers().tokens;
        let is_current = |token: &Option<EncryptedToken>| {
            token.as_ref().is_none_or(|token| sealer.is_current(token.expose()))
        };
        if is_current(&former.access_token) && is_current(&former.refresh_token) {
            return Ok(());
        }
        let kept = [
            (TokenKind::Access, former.access_token.as_ref()),
            (TokenKind::Refresh, former.refresh_token.as_ref()),
        ];
        let opens =
            |kind, token: Option<_>| token.is_none() || self.open_token(&account, kind, token).is_some();
        if !kept.iter().all(|(kind, token)| opens(*kind, *token)) {
            count.unreadable += 1;
            return Ok(());
        }
        let again = |(kind, token)| {
            let opened = self.open_token(&account, kind, token);
            let seal = |token: ProviderToken| {
                self.seal_token(account.oauth_name(), account.account_id(), kind, token.expose())
            };
            opened.map(seal).transpose()
        };
        let [access_token, refresh_token] = kept.map(again);
        let (access_token, refresh_token) = (access_token?, refresh_token?);
        let new = StoredProviderTokens { access_token, refresh_token, expires_at: former.expires_at };
        // Whoever has replaced them meanwhile may have left one of a former key: it is looked at the next time.
        self.oauth_accounts().replace_tokens(account.id(), former.access_token, new).await?;
        count.accounts += 1;
        Ok(())
    }
}
