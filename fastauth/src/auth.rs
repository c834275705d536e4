//! The handle that an axum state keeps.

use std::fmt;
use std::sync::Arc;

use crate::background::Background;
use crate::clock::Clock;
use crate::config::{ConfigError, FastAuthConfig};
use crate::credential::{HashError, PasswordHasher, PasswordPolicy, PasswordRule, namespace};
use crate::events::Pseudonyms;
use crate::hooks::{AuthHooks, ErasedHooks, HookContext};
use crate::limit::{InProcessLimiter, RateLimit, RateLimiter};
use crate::model::vocabulary::default_roles;
use crate::model::{AuthOAuthAccount, AuthUser, Codenamed};
use crate::store::codenames::CodenameStore;
use crate::store::oauth_accounts::OAuthAccountStore;
use crate::store::{Database, Store, StoreFuture};
use crate::token::{
    IntoTokenStrategy, JwkSet, JwtTokens, StoredToken, StoredTokenQuery, StrategyParts, TokenError,
    TokenFuture, TokenStore, TokenStrategy,
};

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

struct Parts<U: AuthUser> {
    config: FastAuthConfig,
    store: Arc<dyn Store<U>>,
    roles: Arc<dyn CodenameStore<U::Role>>,
    permissions: Arc<dyn CodenameStore<U::Permission>>,
    oauth_accounts: Arc<dyn OAuthAccountStore<U::Id, U::OAuthAccount>>,
    strategy: Arc<dyn TokenStrategy>,
    hooks: Arc<dyn ErasedHooks<U>>,
    hasher: PasswordHasher,
    password_rule: PasswordRule,
    password_policy: Option<Arc<dyn PasswordPolicy>>,
    clock: Clock,
    limiter: Arc<dyn RateLimiter>,
    background: Background,
    pseudonyms: Pseudonyms,
    namespace: String,
    telling: Background,
}

impl<U: AuthUser> FastAuth<U> {
    /// Begins to build one over this database. `config` is still missing then, and without it there
    /// is no `build`.
    pub fn builder(database: Database) -> FastAuthBuilder<U, NoConfig> {
        FastAuthBuilder {
            database,
            config: NoConfig,
            hooks: Arc::new(()),
            strategy: Box::new(JwtTokens),
            password_policy: None,
            limiter: None,
            clock: Clock::system(),
        }
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
    pub fn oauth_accounts(&self) -> &dyn OAuthAccountStore<U::Id, U::OAuthAccount> {
        &*self.parts.oauth_accounts
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

/// The configuration of a builder that was given none yet.
#[derive(Debug, Clone, Copy)]
pub struct NoConfig;

/// Builds a [`FastAuth`].
#[must_use]
pub struct FastAuthBuilder<U: AuthUser, C> {
    database: Database,
    config: C,
    hooks: Arc<dyn ErasedHooks<U>>,
    strategy: Box<dyn IntoTokenStrategy>,
    password_policy: Option<Arc<dyn PasswordPolicy>>,
    limiter: Option<Arc<dyn RateLimiter>>,
    clock: Clock,
}

/// Why something was not built: everything that is wrong with its configuration.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration is refused:{}", lines(.0))]
pub struct BuildError(pub Vec<ConfigError>);

/// As sentences: it is what a `main` that returns it prints.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn lines(errors: &[ConfigError]) -> String {
    errors.iter().map(|error| format!("\n  {error}")).collect()
}

impl<U: AuthUser, C> FastAuthBuilder<U, C> {
    /// The options. Required.
    pub fn config(self, config: FastAuthConfig) -> FastAuthBuilder<U, FastAuthConfig> {
        let Self { database, hooks, strategy, password_policy, limiter, clock, .. } = self;
        FastAuthBuilder { database, config, hooks, strategy, password_policy, limiter, clock }
    }

    /// What the application does when something happens. `(a, b)` are two sets of hooks, one after the other.
    pub fn hooks(mut self, hooks: impl AuthHooks<U>) -> Self {
        self.hooks = Arc::new(hooks);
        self
    }

    /// Tokens of another kind than JWT: [`DatabaseTokens`](crate::token::DatabaseTokens), `RedisTokens` (with the feature
    /// `redis`), or the application's own.
    pub fn token_strategy(mut self, strategy: impl IntoTokenStrategy) -> Self {
        self.strategy = Box::new(strategy);
        self
    }

    /// What the application asks of new passwords beside the library's own rule.
    pub fn password_policy(mut self, policy: impl PasswordPolicy) -> Self {
        self.password_policy = Some(Arc::new(policy));
        self
    }

    /// Who counts attempts, in place of this process: `RedisRateLimiter`, say, which counts for several instances together.
    pub fn rate_limiter(mut self, limiter: impl RateLimiter) -> Self {
        self.limiter = Some(Arc::new(limiter));
        self
    }

    /// Another source of "now", for tests.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
}

impl<U: AuthUser> FastAuthBuilder<U, FastAuthConfig> {
    /// Checks the configuration, and builds.
    ///
    /// # Errors
    /// [`BuildError`], with everything that is unsafe or contradictory.
    pub async fn build(self) -> Result<FastAuth<U>, BuildError> {
        let Self { database, config, hooks, strategy, password_policy, limiter, clock } = self;
        let mut errors = config.check().err().unwrap_or_default();
        errors.extend(unknown_default_role::<U::Role>(&config));
        let store = U::store(&database);
        let parts = StrategyParts {
            config: config.clone(),
            realm: U::TABLE.name,
            clock: clock.clone(),
            store: Arc::new(TokensOf(store.clone())),
        };
        // It may read files, and sign: not on this thread.
        let strategy = tokio::task::spawn_blocking(move || strategy.into_strategy(parts)).await;
        let failed = || vec![ConfigError::new("token_strategy", "it cannot be made")];
        warn_of_no_limits(&config);
        let strategy = match strategy.unwrap_or_else(|_| Err(failed())) {
            Ok(strategy) if errors.is_empty() => strategy,
            Ok(_) => return Err(BuildError(errors)),
            Err(more) => return Err(BuildError([errors, more].concat())),
        };
        let (algorithm, limits) = (config.password_algorithm, config.hash_limits);
        // It computes a hash: not on this thread.
        let hasher = tokio::task::spawn_blocking(move || PasswordHasher::new(algorithm, limits))
            .await
            .unwrap_or(Err(HashError::Failed))
            .map_err(|error| BuildError(vec![ConfigError::new("password_algorithm", error.to_string())]))?;
        let namespace = namespace(&config.secret).map_err(|_| {
            BuildError(vec![ConfigError::new("secret", "no namespace can be derived from it")])
        })?;
        let pseudonyms = Pseudonyms::new(&config.secret).map_err(|_| {
            BuildError(vec![ConfigError::new("secret", "is one that no key can be derived from")])
        })?;
        let parts = Parts {
            store,
            roles: U::Role::store(&database),
            permissions: U::Permission::store(&database),
            oauth_accounts: <U::OAuthAccount as AuthOAuthAccount<U::Id>>::store(&database),
            strategy,
            hooks,
            hasher,
            password_policy,
            password_rule: PasswordRule::new(config.password_min_length, &algorithm),
            limiter: limiter.unwrap_or_else(|| Arc::new(InProcessLimiter::new(clock.clone()))),
            clock,
            background: Background::new(),
            pseudonyms,
            namespace,
            telling: Background::new(),
            config,
        };
        Ok(FastAuth { parts: Arc::new(parts), context: None })
    }
}

/// What is stored of the tokens of one kind of users.
struct TokensOf<U: AuthUser>(Arc<dyn Store<U>>);

impl<U: AuthUser> TokenStore for TokensOf<U> {
    fn find<'a>(&'a self, wanted: StoredTokenQuery) -> TokenFuture<'a, Option<StoredToken>> {
        let found: StoreFuture<'a, _> = self.0.find_stored_token(wanted);
        Box::pin(async { found.await.map_err(|error| TokenError::Unavailable(error.to_string())) })
    }
}

/// What nothing limits is for whoever reads the log to see.
fn warn_of_no_limits(config: &FastAuthConfig) {
    for (option, _) in config.limits.named().into_iter().filter(|(_, limit)| *limit == RateLimit::Off) {
        tracing::warn!(option, "is off: nothing limits how often this may be tried");
    }
}

/// A default role that the program does not know is a typo, and would leave everybody without a role.
fn unknown_default_role<R: Codenamed>(config: &FastAuthConfig) -> Option<ConfigError> {
    let role = config.user_default_role.as_deref()?;
    let defaults = default_roles::<R>();
    let known = R::TABLE.is_none() || R::OPEN || R::KNOWN.contains(&role) || defaults.contains(&role);
    (!known).then(|| {
        let known = [R::KNOWN, &defaults].concat();
        let known = known.iter().filter(|role| !role.is_empty()).copied().collect::<Vec<_>>().join("`, `");
        ConfigError::new("user_default_role", format!("is not a role that the program declares: `{known}`"))
    })
}
