//! The handle that an axum state keeps.

use std::fmt;
use std::sync::Arc;

use crate::background::Background;
use crate::builder::{FastAuthBuilder, NoConfig};
use crate::clock::Clock;
use crate::config::FastAuthConfig;
use crate::credential::{PasswordHasher, PasswordPolicy, PasswordRule};
use crate::events::Pseudonyms;
use crate::hooks::{ErasedHooks, HookContext};
use crate::limit::RateLimiter;
use crate::model::AuthUser;
use crate::provider::Providers;
use crate::store::codenames::CodenameStore;
use crate::store::oauth_accounts::OAuthAccountStore;
use crate::store::{Database, Store};
use crate::token::{JwkSet, TokenStrategy};

/// Everything that the library can do, for the users `U`. Cheap to clone; keep it in the axum state.
///
/// ```
/// # use fastauth::prelude::*;
/// # async fn example<User: fastauth::model::AuthUser>() -> Result<(), Box<dyn std::error::Error>> {
/// let database = Database::connect("sqlite://app.db").await?;
/// let auth = FastAuth::<User>::builder(database).config(FastAuthConfig::from_env()?).build().await?;
/// # Ok(())
/// # }
/// ```
pub struct FastAuth<U: AuthUser> {
    parts: Arc<Parts<U>>,
    context: Option<Arc<HookContext>>,
}

pub(crate) struct Parts<U: AuthUser> {
    pub(crate) config: FastAuthConfig,
    pub(crate) store: Arc<dyn Store<U>>,
    pub(crate) roles: Arc<dyn CodenameStore<U::Role>>,
    pub(crate) permissions: Arc<dyn CodenameStore<U::Permission>>,
    pub(crate) oauth_accounts: Arc<dyn OAuthAccountStore<U::OAuthAccount, U::Id>>,
    pub(crate) providers: Providers,
    pub(crate) strategy: Arc<dyn TokenStrategy>,
    pub(crate) hooks: Arc<dyn ErasedHooks<U>>,
    pub(crate) hasher: PasswordHasher,
    pub(crate) password_rule: PasswordRule,
    pub(crate) password_policy: Option<Arc<dyn PasswordPolicy>>,
    pub(crate) clock: Clock,
    pub(crate) limiter: Arc<dyn RateLimiter>,
    pub(crate) background: Background,
    pub(crate) pseudonyms: Pseudonyms,
    pub(crate) namespace: String,
    pub(crate) telling: Background,
}

impl<U: AuthUser> FastAuth<U> {
    /// Begins to build one over this database. `config` is still missing then, and without it there
    /// is no `build`.
    pub fn builder(database: Database) -> FastAuthBuilder<U, NoConfig> {
        FastAuthBuilder::new(database)
    }

    /// The handle of these parts, in no request.
    pub(crate) fn of(parts: Parts<U>) -> Self {
        Self { parts: Arc::new(parts), context: None }
    }

    /// The options in force.
    #[must_use]
    pub fn config(&self) -> &FastAuthConfig {
        &self.parts.config
    }

    /// The same handle, in this request: its hooks are told of it, and what it does is counted for the request's
    /// address, which may be unknown. A handle without a context is in no request (it is a program's own, in a batch job, say), and
    /// what it does is counted for no address; for accounts it is.
    #[must_use]
    pub fn in_context(&self, context: HookContext) -> Self {
        Self { parts: self.parts.clone(), context: Some(Arc::new(context)) }
    }

    /// The repository of users.
    #[must_use]
    pub fn store(&self) -> &dyn Store<U> {
        &*self.parts.store
    }

    /// The repository of roles.
    #[must_use]
    pub fn roles(&self) -> &dyn CodenameStore<U::Role> {
        &*self.parts.roles
    }

    /// The repository of permissions.
    #[must_use]
    pub fn permissions(&self) -> &dyn CodenameStore<U::Permission> {
        &*self.parts.permissions
    }

    /// The repository of accounts at providers.
    #[must_use]
    pub fn oauth_accounts(&self) -> &dyn OAuthAccountStore<U::OAuthAccount, U::Id> {
        &*self.parts.oauth_accounts
    }

    /// Who people sign in with beside their passwords.
    pub(crate) fn providers(&self) -> &Providers {
        &self.parts.providers
    }

    /// How tokens are made and read.
    #[must_use]
    pub fn strategy(&self) -> &dyn TokenStrategy {
        &*self.parts.strategy
    }

    /// The public keys that other services read access tokens with; none where no private key signs them. They are
    /// at `GET /.well-known/jwks.json` as well ([`JwksRouter`](crate::routes::JwksRouter)).
    #[must_use]
    pub fn jwks(&self) -> Option<&JwkSet> {
        self.parts.strategy.public_keys()
    }

    pub(crate) fn hooks(&self) -> &dyn ErasedHooks<U> {
        &*self.parts.hooks
    }

    /// How passwords are hashed.
    #[must_use]
    pub fn hasher(&self) -> &PasswordHasher {
        &self.parts.hasher
    }

    pub(crate) fn password_rule(&self) -> PasswordRule {
        self.parts.password_rule
    }

    pub(crate) fn password_policy(&self) -> Option<&dyn PasswordPolicy> {
        self.parts.password_policy.as_deref()
    }

    /// What time it is here.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.parts.clock
    }

    /// Who counts attempts.
    pub(crate) fn limiter(&self) -> &dyn RateLimiter {
        &*self.parts.limiter
    }

    /// The work that no answer waits for.
    pub(crate) fn background(&self) -> &Background {
        &self.parts.background
    }

    /// The request that this happens in, if it is one.
    pub(crate) fn request(&self) -> Option<&HookContext> {
        self.context.as_deref()
    }

    /// What the limiter's keys of this service have in common.
    pub(crate) fn namespace(&self) -> &str {
        &self.parts.namespace
    }

    /// The names of what events may not hold.
    pub(crate) fn pseudonyms(&self) -> &Pseudonyms {
        &self.parts.pseudonyms
    }

    /// The refusals that are being told: apart from the background, which whoever is refused often must not fill.
    pub(crate) fn telling(&self) -> &Background {
        &self.parts.telling
    }

    pub(crate) fn context(&self) -> HookContext {
        self.context.as_deref().cloned().unwrap_or_default()
    }
}

impl<U: AuthUser> Clone for FastAuth<U> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), context: self.context.clone() }
    }
}

impl<U: AuthUser> fmt::Debug for FastAuth<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FastAuth").field("config", &self.parts.config).finish_non_exhaustive()
    }
}
