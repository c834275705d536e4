//! Somebody comes back from a provider.

use crate::auth::FastAuth;
use crate::credential::TokenDigest;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::provider::{
    AuthorizationCode, OAuthAnswer, Pending, Provider, ProviderError, SignedIn, is_state, within_time,
};
use crate::token::TokenPair;

/// What came of it.
#[derive(Debug)]
pub enum OAuthOutcome<U: AuthUser> {
    /// Somebody has signed in.
    SignedIn {
        /// Their tokens.
        tokens: TokenPair,
        /// Where they wanted to go.
        redirect_to: Option<String>,
    },
    /// A user has linked an account.
    Linked {
        /// The account.
        account: U::OAuthAccount,
        /// Where they wanted to go.
        redirect_to: Option<String>,
    },
}

impl<U: AuthUser> FastAuth<U> {
    /// Ends what [`oauth_authorize`](Self::oauth_authorize) or [`oauth_link`](Self::oauth_link) began. `sealed` is what the
    /// browser kept meanwhile.
    ///
    /// The state is checked and used up before anything else is done: with a state that is none, nobody is asked anything.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] where there is no such provider; [`AuthError::OAuthState`]; [`AuthError::OAuthDenied`];
    /// [`AuthError::OAuthExchange`]; [`AuthError::ProviderFailed`], [`AuthError::ProviderTimeout`]; and those of
    /// [`oauth_login`](Self::oauth_login) or [`AuthError::OAuthAccountTaken`].
    #[tracing::instrument(skip_all, fields(provider = provider))]
    pub async fn oauth_finish(
        &self,
        provider: &str,
        answer: OAuthAnswer,
        sealed: Option<&str>,
    ) -> Result<OAuthOutcome<U>, AuthError> {
        let provider = self.provider(provider)?;
        let Some(pending) = self.pending(provider, answer.state.as_deref(), sealed) else {
            // In the log only: anybody can make up as many as they like.
            let report = Report::refused(SecurityEventKind::LoginFailed, "oauth_state");
            self.note(report.detail(provider.name()));
            return Err(AuthError::OAuthState);
        };
        self.limit_oauth().await?;
        let signed_in = match self.who_came_back(provider, &answer, &pending).await {
            Ok(signed_in) => signed_in,
            Err(error) => return Err(self.not_signed_in(provider.name(), None, error).await),
        };
        let redirect_to = pending.redirect_to;
        Ok(match pending.linked_by {
            None => {
                let tokens = self.oauth_login(provider.name(), signed_in).await?;
                OAuthOutcome::SignedIn { tokens, redirect_to }
            }
            Some(linked_by) => {
                let account = self.link(provider, linked_by, signed_in).await?;
                OAuthOutcome::Linked { account, redirect_to }
            }
        })
    }

    /// What a browser kept of its way to this provider, if it is of this state.
    fn pending(&self, provider: &Provider, state: Option<&str>, sealed: Option<&str>) -> Option<Pending> {
        let (sealer, now) = (&self.providers().states, self.clock().now());
        let state = state.filter(|state| is_state(state))?;
        Pending::open(sealer, U::TABLE.name, provider.name(), sealed?, state, now)
    }

    async fn who_came_back(
        &self,
        provider: &Provider,
        answer: &OAuthAnswer,
        pending: &Pending,
    ) -> Result<SignedIn, AuthError> {
        // Of any number at once, for one.
        let state = TokenDigest::of(&pending.state);
        if !self.store().use_state(state, pending.expires_at()).await? {
            return Err(AuthError::OAuthState);
        }
        // Letter for letter: two spellings of one URL are two issuers.
        if let (Some(issuer), Some(named)) = (provider.protocol.issuer(), answer.issuer.as_deref())
            && named != issuer
        {
            return Err(ProviderError::NotAnAnswer(format!("it is not of `{issuer}`")).into());
        }
        if let Some(error) = &answer.error {
            let error: String = error.chars().take(200).collect();
            tracing::warn!(error, "a provider lets somebody not in");
            return Err(AuthError::OAuthDenied);
        }
        let code = AuthorizationCode {
            code: answer.code.as_deref().filter(|code| !code.is_empty()).ok_or(AuthError::OAuthState)?,
            issuer: answer.issuer.as_deref(),
            redirect_uri: &pending.redirect_uri,
            nonce: &pending.nonce,
            code_verifier: &pending.code_verifier,
            clock: self.clock(),
        };
        Ok(within_time(provider.protocol.sign_in(code)).await?)
    }

    /// Tells why somebody does not come in by a provider.
    pub(super) async fn not_signed_in(
        &self,
        provider: &str,
        user: Option<U::Id>,
        error: AuthError,
    ) -> AuthError {
        let reason = match &error {
            AuthError::InvalidCredentials => "inactive",
            AuthError::Refused(_) => "hook",
            AuthError::OAuthState => "oauth_state",
            AuthError::OAuthDenied => "oauth_denied",
            AuthError::OAuthExchange => "oauth_exchange",
            AuthError::OAuthEmailMissing => "oauth_email_missing",
            AuthError::OAuthEmailTaken => "oauth_email_taken",
            AuthError::OAuthAccountTaken => "oauth_account_taken",
            AuthError::ProviderFailed(_) => "provider_failed",
            AuthError::ProviderTimeout => "provider_timeout",
            // What the model or the database refuses is no matter of who it is.
            _ => return error,
        };
        self.not_signed_in_for(provider, user, reason).await;
        error
    }

    /// The same, where the reason says more than the error.
    pub(super) async fn not_signed_in_for(&self, provider: &str, user: Option<U::Id>, reason: &'static str) {
        let report = Report::refused(SecurityEventKind::LoginFailed, reason).detail(provider);
        self.tell_aside(user.into_iter().fold(report, Report::about)).await;
    }
}
