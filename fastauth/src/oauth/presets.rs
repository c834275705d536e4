//! Well-known providers of plain OAuth 2: a few lines of data each.

use super::{OAuth2, OAuthClient, UserInfo};
use crate::credential::Secret;
use crate::provider::Provider;

impl Provider {
    /// GitHub, as `github`: by the scopes `read:user` and `user:email`, both of which are needed. It has verified the primary address
    /// or says that it has not.
    pub fn github(client_id: impl Into<String>, client_secret: Secret) -> Self {
        let protocol = OAuth2::new(
            OAuthClient::new(client_id).secret(client_secret),
            "https://github.com/login/oauth/authorize",
            "https://github.com/login/oauth/access_token",
            UserInfo::at("https://api.github.com/user")
                .account_id(&["/id"])
                .emails("https://api.github.com/user/emails"),
        );
        Self::new("github", protocol.scopes(["read:user", "user:email"]))
    }

    /// Discord, as `discord`: by the scopes `identify` and `email`.
    pub fn discord(client_id: impl Into<String>, client_secret: Secret) -> Self {
        let protocol = OAuth2::new(
            OAuthClient::new(client_id).secret(client_secret),
            "https://discord.com/oauth2/authorize",
            "https://discord.com/api/oauth2/token",
            UserInfo::at("https://discord.com/api/users/@me")
                .account_id(&["/id"])
                .email_verified(&["/verified"]),
        );
        Self::new("discord", protocol.scopes(["identify", "email"]))
    }
}
