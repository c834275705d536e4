#![doc = include_str!("../README.md")]

mod auth;
mod background;
mod builder;
mod clock;
mod config;
pub mod contract;
pub mod credential;
mod error;
pub mod events;
pub mod extract;
mod flows;
pub mod guard;
pub mod hooks;
pub mod limit;
#[cfg(feature = "mail")]
pub mod mail;
pub mod model;
#[cfg(feature = "oauth")]
pub mod oauth;
#[cfg(feature = "oidc")]
pub mod oidc;
pub mod provider;
#[cfg(feature = "redis")]
pub mod redis;
pub mod routes;
pub mod store;
pub mod token;
mod transport;

#[doc(hidden)]
pub mod __private;

pub use auth::FastAuth;
pub use builder::{BuildError, FastAuthBuilder, NoConfig};
pub use clock::Clock;
pub use config::{ConfigError, CookieSameSite, FastAuthConfig, JwtAlgorithm, RoutePaths, TokenLocation};
pub use credential::{EncryptedToken, Password, PasswordHash, Secret};
pub use error::AuthError;
pub use flows::{Invitation, OAuthOutcome, Reencrypted, RemovedExpired, UserPatch, VocabularySync};
pub use guard::{AccessMatrix, Public, Router, routing};
pub use hooks::{AuthHooks, HookContext, HookError, HookResult};
pub use model::{Policy, RolePatch};
pub use store::sql_types as sql;
pub use store::table::{ColumnKind, ColumnType};
pub use store::{ConnectOptions, Database, StoreError};
pub use transport::{Problem, Rejection, SetCookies};

pub use fastauth_macros::{
    AuthUser, OAuthAccount, Permission, Role, access_check, public, require_token, require_user,
};

/// Moments and durations, as they are in this library's signatures.
pub use time;

/// What an application's modules use.
pub mod prelude {
    pub use crate::credential::OneTimeToken;
    pub use crate::guard::{AccessToken, RefreshToken};
    pub use crate::{
        AuthError, AuthHooks, AuthUser, Database, EncryptedToken, FastAuth, FastAuthConfig, HookContext,
        HookError, HookResult, OAuthAccount, Password, PasswordHash, Permission, Policy, Role, access_check,
        public, require_token, require_user,
    };
    pub use time::OffsetDateTime;
    pub use uuid::Uuid;
}
