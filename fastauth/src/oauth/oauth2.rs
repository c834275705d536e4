//! Plain OAuth 2: a provider says what somebody may do, and another request who it is.

use super::grant::{TokenRequest, authorization_url};
use super::http_client::HttpClient;
use super::{OAuthClient, UserInfo};
use crate::clock::Clock;
use crate::config::ConfigError;
use crate::provider::{
    AuthorizationCode, AuthorizationRequest, Protocol, ProtocolFuture, ProviderError, ProviderToken,
    ProviderTokens, SignedIn,
};

/// A provider that speaks OAuth 2, and tells who somebody is at a URL of its own.
#[derive(Debug, Clone)]
#[must_use]
pub struct OAuth2 {
    client: OAuthClient,
    authorize_url: String,
    token_url: String,
    user_info: UserInfo,
    scopes: Vec<String>,
    issuer: Option<String>,
    http: HttpClient,
}

impl OAuth2 {
    /// A provider by its URLs: where people are sent to, where tokens are, and where it tells who somebody is.
    pub fn new(
        client: OAuthClient,
        authorize_url: impl Into<String>,
        token_url: impl Into<String>,
        user_info: UserInfo,
    ) -> Self {
        let (authorize_url, token_url) = (authorize_url.into(), token_url.into());
        let mut urls = vec![token_url.as_str(), &user_info.url];
        urls.extend(user_info.emails_url.as_deref());
        let http = client.http(&urls);
        Self { client, authorize_url, token_url, user_info, scopes: Vec::new(), issuer: None, http }
    }

    /// What is asked for.
    pub fn scopes<S: Into<String>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        Self { scopes: scopes.into_iter().map(Into::into).collect(), ..self }
    }

    /// Its issuer, where it sends one along with its answers (RFC 9207): an answer with another, or with none, is refused.
    pub fn issuer(self, issuer: impl Into<String>) -> Self {
        Self { issuer: Some(issuer.into()), ..self }
    }

    fn token_request<'a>(&'a self, clock: &'a Clock) -> TokenRequest<'a> {
        TokenRequest { client: &self.client, http: &self.http, endpoint: &self.token_url, clock }
    }
}

impl Protocol for OAuth2 {
    fn check(&self) -> Vec<ConfigError> {
        let mut urls = vec![
            ("authorize_url", self.authorize_url.as_str()),
            ("token_url", &self.token_url),
            ("user_info", &self.user_info.url),
        ];
        urls.extend(self.user_info.emails_url.as_deref().map(|url| ("emails", url)));
        self.client.check(&urls)
    }

    fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    fn authorization_url<'a>(&'a self, request: AuthorizationRequest<'a>) -> ProtocolFuture<'a, String> {
        let request = AuthorizationRequest { scopes: request.scopes.or(Some(&self.scopes)), ..request };
        Box::pin(async move { authorization_url(&self.client, &self.authorize_url, request, &[]) })
    }

    fn sign_in<'a>(&'a self, code: AuthorizationCode<'a>) -> ProtocolFuture<'a, SignedIn> {
        Box::pin(async move {
            if self.issuer.is_some() && code.issuer.is_none() {
                return Err(ProviderError::NotAnAnswer("it names no issuer".to_owned()));
            }
            let (tokens, _) = self.token_request(code.clock).exchange(code).await?;
            let identity = self.user_info.of(&self.http, &tokens.access_token).await?;
            Ok(SignedIn { identity, tokens: Some(tokens) })
        })
    }

    fn refresh<'a>(
        &'a self,
        refresh_token: &'a ProviderToken,
        clock: &'a Clock,
    ) -> ProtocolFuture<'a, ProviderTokens> {
        Box::pin(self.token_request(clock).refresh(refresh_token))
    }
}
