//! Somebody is sent to a provider: to sign in, or to link an account there to their own.

use url::Url;

use crate::auth::FastAuth;
use crate::config::TokenLocation;
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::provider::{
    AuthorizationRequest, LinkedBy, OAuthStart, Pending, Provider, redirect_target, within_time,
};
use crate::token::SessionId;

impl<U: AuthUser> FastAuth<U> {
    /// Begins to sign somebody in with a provider, who wants to go to `redirect_to` in the end: a path of the service's own, or
    /// a page of one of its [`trusted_origins`](crate::FastAuthConfig::trusted_origins).
    ///
    /// # Errors
    /// [`AuthError::NotFound`] where there is no such provider; [`AuthError::Validation`] where nobody may be sent to
    /// `redirect_to`; [`AuthError::ProviderFailed`], [`AuthError::ProviderTimeout`].
    #[tracing::instrument(skip_all, fields(provider = provider))]
    pub async fn oauth_authorize(
        &self,
        provider: &str,
        redirect_to: Option<&str>,
    ) -> Result<OAuthStart, AuthError> {
        self.send_to(provider, redirect_to, None).await
    }

    /// Begins to link an account at a provider to a user who is signed in, by a fresh login.
    ///
    /// # Errors
    /// As [`oauth_authorize`](Self::oauth_authorize), and [`AuthError::ReauthenticationRequired`],
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all, fields(provider = provider))]
    pub async fn oauth_link(
        &self,
        user: &U,
        session: SessionId,
        provider: &str,
        redirect_to: Option<&str>,
    ) -> Result<OAuthStart, AuthError> {
        self.require_fresh_login(session).await?;
        let linked_by = LinkedBy { user: user.id().to_string(), session };
        self.send_to(provider, redirect_to, Some(linked_by)).await
    }

    /// The names of the providers that people can sign in with, in the order in which the builder was given them: for the
    /// buttons of a page.
    pub fn provider_names(&self) -> impl Iterator<Item = &str> {
        self.providers().names()
    }

    /// The provider of this name.
    pub(super) fn provider(&self, name: &str) -> Result<&Provider, AuthError> {
        self.providers().find(name).ok_or(AuthError::NotFound)
    }

    async fn send_to(
        &self,
        provider: &str,
        redirect_to: Option<&str>,
        linked_by: Option<LinkedBy>,
    ) -> Result<OAuthStart, AuthError> {
        let provider = self.provider(provider)?;
        if redirect_to.is_some() && linked_by.is_none() {
            self.check_tokens_travel_by_redirect()?;
        }
        let redirect_to = redirect_to.map(|target| self.redirect_target(target)).transpose()?;
        let expires_at = self.clock().now() + self.config().oauth_state_max_age;
        let pending = Pending::new(self.redirect_uri(provider)?, redirect_to, linked_by, expires_at)
            .map_err(|error| AuthError::Internal(error.to_string()))?;
        let request = AuthorizationRequest {
            redirect_uri: &pending.redirect_uri,
            state: &pending.state,
            nonce: &pending.nonce,
            code_verifier: &pending.code_verifier,
            scopes: provider.scopes.as_deref(),
            parameters: &provider.parameters,
            clock: self.clock(),
        };
        let authorization_url = within_time(provider.protocol.authorization_url(request)).await?;
        let sealed = pending
            .seal(&self.providers().states, U::TABLE.name, provider.name())
            .ok_or_else(|| AuthError::Internal("a state cannot be sealed".to_owned()))?;
        let response_mode = provider.protocol.response_mode();
        Ok(OAuthStart { authorization_url, state: pending.state, sealed, response_mode })
    }

    /// Where a provider sends people back to: by the configuration, and never by what a request says of itself.
    fn redirect_uri(&self, provider: &Provider) -> Result<String, AuthError> {
        let path = format!("{}/{}/callback", self.config().paths.auth, provider.name());
        Ok(format!("{}{path}", self.base_url()?.as_str().trim_end_matches('/')))
    }

    fn base_url(&self) -> Result<Url, AuthError> {
        let url = self.config().public_base_url.as_deref().and_then(|url| Url::parse(url).ok());
        url.ok_or_else(|| AuthError::Internal("`public_base_url` is no URL".to_owned()))
    }

    /// In cookies only.
    fn check_tokens_travel_by_redirect(&self) -> Result<(), AuthError> {
        if self.config().token_locations.contains(&TokenLocation::Cookie) {
            return Ok(());
        }
        Err(AuthError::field("redirect_to", "invalid", "is for services that take cookies"))
    }

    fn redirect_target(&self, target: &str) -> Result<String, AuthError> {
        let refused =
            || AuthError::field("redirect_to", "invalid", "is neither a path here nor a page that is listed");
        redirect_target(target, &self.base_url()?, &self.config().trusted_origins).ok_or_else(refused)
    }
}
