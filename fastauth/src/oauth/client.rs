//! What a provider knows the service as.

use url::Url;

use super::http_client::HttpClient;
use crate::config::ConfigError;
use crate::config::checks::is_loopback;
use crate::credential::Secret;

/// How the service shows a provider who it is (RFC 6749 section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientAuthentication {
    /// In a header: `client_secret_basic`.
    #[default]
    Basic,
    /// In the body: `client_secret_post`.
    Post,
}

/// A client of a provider's: what the provider calls the service, and how the service asks it.
#[derive(Debug, Clone)]
#[must_use]
pub struct OAuthClient {
    pub(crate) id: String,
    pub(crate) secret: Option<Secret>,
    pub(crate) authentication: ClientAuthentication,
    origins: Vec<String>,
    on_loopback: bool,
}

impl OAuthClient {
    /// A client by its `client_id`, without a secret.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: None,
            authentication: ClientAuthentication::Basic,
            origins: Vec::new(),
            on_loopback: false,
        }
    }

    /// The client's secret.
    pub fn secret(self, secret: Secret) -> Self {
        Self { secret: Some(secret), ..self }
    }

    /// How it is shown. In a header.
    pub fn authentication(self, authentication: ClientAuthentication) -> Self {
        Self { authentication, ..self }
    }

    /// Another origin of the provider's that may be asked, as `https://api.example`: one that it names itself, beside that of
    /// its own URL. No other is asked anything.
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Speaks to a provider on this machine, too, by `http`: for tests, and for trying a service out. Everywhere else `https` is
    /// all there is.
    pub fn dangerous_http_on_loopback(self) -> Self {
        Self { on_loopback: true, ..self }
    }

    /// The client of HTTP that asks these URLs, and no others.
    pub(crate) fn http(&self, urls: &[&str]) -> HttpClient {
        let own = urls.iter().filter_map(|url| Url::parse(url).ok());
        let own = own.map(|url| url.origin().ascii_serialization());
        HttpClient::new(own.chain(self.origins.iter().cloned()).collect(), self.on_loopback)
    }

    /// What is wrong with it, and with the URLs of its provider.
    pub(crate) fn check(&self, urls: &[(&str, &str)]) -> Vec<ConfigError> {
        let mut errors: Vec<ConfigError> =
            urls.iter().filter_map(|(name, url)| check_url(name, url, self.on_loopback)).collect();
        for origin in &self.origins {
            let is_origin = Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
            if !is_origin || check_url("origin", origin, self.on_loopback).is_some() {
                errors.push(ConfigError::new("origin", "is not written `https://api.example`"));
            }
        }
        if self.id.is_empty() {
            errors.push(ConfigError::new("client_id", "is empty"));
        }
        if self.secret.as_ref().is_some_and(|secret| std::str::from_utf8(secret.expose()).is_err()) {
            errors.push(ConfigError::new("client_secret", "is no text"));
        }
        errors
    }
}

/// What is wrong with a URL that tokens and codes go to.
pub(crate) fn check_url(name: &str, url: &str, on_loopback: bool) -> Option<ConfigError> {
    let parsed = Url::parse(url).ok();
    let is_bare =
        |url: &Url| url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_safe =
        |url: &Url| url.scheme() == "https" || (on_loopback && url.scheme() == "http" && is_loopback(url));
    let holds = parsed.is_some_and(|url| url.has_host() && is_bare(&url) && is_safe(&url));
    (!holds).then(|| {
        let reason = "is not `https://…`; `dangerous_http_on_loopback` is for a provider on this machine";
        ConfigError::new(name, reason)
    })
}
