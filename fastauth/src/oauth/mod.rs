//! Providers that speak OAuth 2 (RFC 6749, by the rules of RFC 9700): the code flow with PKCE, and nothing else.
//!
//! [`Provider::github`](crate::provider::Provider::github) and [`Provider::discord`](crate::provider::Provider::discord) are
//! ready; one's own is a few lines:
//!
//! ```
//! use fastauth::Secret;
//! use fastauth::oauth::{OAuth2, OAuthClient, UserInfo};
//! use fastauth::provider::Provider;
//!
//! let forge = OAuth2::new(
//!     OAuthClient::new("the client's id").secret(Secret::new("the client's secret")),
//!     "https://forge.example/oauth/authorize",
//!     "https://forge.example/oauth/token",
//!     UserInfo::at("https://forge.example/api/user").account_id(&["/id"]).email_verified(&["/verified"]),
//! );
//! let provider = Provider::new("forge", forge.scopes(["read:user"]));
//! ```

mod client;
pub(crate) mod grant;
pub(crate) mod http_client;
mod oauth2;
mod presets;
pub(crate) mod user_info;

pub use client::{ClientAuthentication, OAuthClient};
pub use oauth2::OAuth2;
pub use user_info::UserInfo;
