//! How a handle is built: from a database, a configuration and what the application adds.

use std::fmt;
use std::sync::Arc;

use crate::auth::{FastAuth, Parts};
use crate::background::Background;
use crate::clock::Clock;
use crate::config::{ConfigError, FastAuthConfig};
use crate::credential::{HashError, PasswordHasher, PasswordPolicy, PasswordRule, namespace};
use crate::events::Pseudonyms;
use crate::hooks::{AuthHooks, ErasedHooks};
use crate::limit::{InProcessLimiter, RateLimit, RateLimiter};
use crate::model::vocabulary::{default_roles, is_known_role};
use crate::model::{AuthOAuthAccount, AuthUser, Codenamed, KeepsAccounts};
use crate::provider::{self, Provider, Providers};
use crate::store::{Database, Store, StoreFuture};
use crate::token::{
    IntoTokenStrategy, JwtTokens, StoredToken, StoredTokenQuery, StrategyParts, TokenError, TokenFuture,
    TokenStore,
};

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
    providers: Vec<Provider>,
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

impl<U: AuthUser> FastAuthBuilder<U, NoConfig> {
    pub(crate) fn new(database: Database) -> Self {
        Self {
            database,
            config: NoConfig,
            hooks: Arc::new(()),
            strategy: Box::new(JwtTokens),
            password_policy: None,
            limiter: None,
            providers: Vec::new(),
            clock: Clock::system(),
        }
    }
}

impl<U: AuthUser, C> FastAuthBuilder<U, C> {
    /// The options. Required.
    pub fn config(self, config: FastAuthConfig) -> FastAuthBuilder<U, FastAuthConfig> {
        let Self { database, hooks, strategy, password_policy, limiter, providers, clock, .. } = self;
        FastAuthBuilder { database, config, hooks, strategy, password_policy, limiter, providers, clock }
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

    /// One more [provider](crate::provider) that people can sign in with. Its routes are below the prefix of authentication:
    /// `/auth/{provider}/authorize`; what is to be registered with it as the redirect URI is
    /// [`public_base_url`](FastAuthConfig::public_base_url) and `/auth/{provider}/callback`.
    pub fn provider(mut self, provider: Provider) -> Self
    where
        U::OAuthAccount: KeepsAccounts,
    {
        self.providers.push(provider);
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
        let Self { database, config, hooks, strategy, password_policy, limiter, providers, clock } = self;
        let mut errors = config.check().err().unwrap_or_default();
        errors.extend(unknown_default_role::<U::Role>(&config));
        errors.extend(provider::check::<U>(&providers, &config));
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
        let providers = Providers::new(providers, &config).map_err(|_| {
            BuildError(vec![ConfigError::new("secret", "is one that no key can be derived from")])
        })?;
        let parts = Parts {
            store,
            roles: U::Role::store(&database),
            permissions: U::Permission::store(&database),
            oauth_accounts: <U::OAuthAccount as AuthOAuthAccount<U::Id>>::store(&database),
            providers,
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
        Ok(FastAuth::of(parts))
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
    for (option, _) in config.limits.named().filter(|(_, limit)| *limit == RateLimit::Off) {
        tracing::warn!(option, "is off: nothing limits how often this may be tried");
    }
}

/// A default role that the program does not know is a typo, and would leave everybody without a role.
fn unknown_default_role<R: Codenamed>(config: &FastAuthConfig) -> Option<ConfigError> {
    let role = config.user_default_role.as_deref()?;
    (!is_known_role::<R>(role)).then(|| {
        let known = [R::KNOWN, &default_roles::<R>()].concat();
        let known = known.iter().filter(|role| !role.is_empty()).copied().collect::<Vec<_>>().join("`, `");
        ConfigError::new("user_default_role", format!("is not a role that the program declares: `{known}`"))
    })
}
