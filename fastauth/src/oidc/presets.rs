//! Well-known providers of OpenID Connect: a few lines of data each.

use super::{AppleSecret, OpenIdConnect};
use crate::credential::Secret;
use crate::oauth::{ClientAuthentication, OAuthClient};
use crate::provider::Provider;

impl Provider {
    /// Google, as `google`. It gives refresh tokens to whoever asks by
    /// [`parameter`](Self::parameter)`("access_type", "offline")`, the first time.
    pub fn google(client_id: impl Into<String>, client_secret: Secret) -> Self {
        let client = OAuthClient::new(client_id)
            .secret(client_secret)
            .origin("https://oauth2.googleapis.com")
            .origin("https://openidconnect.googleapis.com")
            .origin("https://www.googleapis.com");
        Self::new("google", OpenIdConnect::new("https://accounts.google.com", client))
    }

    /// Microsoft, as `microsoft`: one tenant, by its id (a UUID), whose issuer signs for nobody else. An address that it tells
    /// was set by an administrator of that tenant, and it does not say that it has verified it: nobody is joined by it.
    pub fn microsoft(tenant_id: &str, client_id: impl Into<String>, client_secret: Secret) -> Self {
        let issuer = format!("https://login.microsoftonline.com/{tenant_id}/v2.0");
        let client = OAuthClient::new(client_id).secret(client_secret).origin("https://graph.microsoft.com");
        Self::new("microsoft", OpenIdConnect::new(issuer, client))
    }

    /// GitLab, as `gitlab`. A GitLab of one's own is an [`OpenIdConnect`] by its own URL.
    pub fn gitlab(client_id: impl Into<String>, client_secret: Secret) -> Self {
        let client = OAuthClient::new(client_id).secret(client_secret);
        Self::new("gitlab", OpenIdConnect::new("https://gitlab.com", client))
    }

    /// Apple, as `apple`: by the id of a service, and a key that its secrets are signed with.
    pub fn apple(service_id: impl Into<String>, secret: AppleSecret) -> Self {
        let client = OAuthClient::new(service_id).authentication(ClientAuthentication::Post);
        let protocol = OpenIdConnect::new("https://appleid.apple.com", client).apple_secret(secret);
        Self::new("apple", protocol.scopes(["name", "email"]).form_post().flags_are_texts())
    }
}
