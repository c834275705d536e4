//! Providers that speak OpenID Connect (Core 1.0, Discovery 1.0): the code flow of [`oauth`](crate::oauth), with an ID token that
//! says who somebody is.
//!
//! [`Provider::google`](crate::provider::Provider::google), [`microsoft`](crate::provider::Provider::microsoft),
//! [`gitlab`](crate::provider::Provider::gitlab) and [`apple`](crate::provider::Provider::apple) are ready; any other is found by
//! its issuer:
//!
//! ```
//! use fastauth::Secret;
//! use fastauth::oauth::OAuthClient;
//! use fastauth::oidc::OpenIdConnect;
//! use fastauth::provider::Provider;
//!
//! let client = OAuthClient::new("the client's id").secret(Secret::new("the client's secret"));
//! let provider = Provider::new("corp", OpenIdConnect::new("https://login.corp.example", client));
//! ```

mod apple_secret;
mod discovery;
mod id_token;
mod openid_connect;
mod presets;

pub use apple_secret::AppleSecret;
pub use openid_connect::OpenIdConnect;
