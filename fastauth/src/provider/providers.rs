//! The providers of a service, and the keys of what is kept of them.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use aws_lc_rs::error::Unspecified;
use tokio::sync::{Mutex, MutexGuard};

use super::{DefaultRole, Provider, ResponseMode};
use crate::config::{ConfigError, FastAuthConfig};
use crate::credential::Sealer;
use crate::model::vocabulary::is_known_role;
use crate::model::{AuthUser, keeps_tokens};

/// How many tokens of a provider can be refreshed at once in one process, at best.
const LOCKS: usize = 64;

/// The providers of a service.
pub(crate) struct Providers {
    all: Vec<Provider>,
    /// Seals what browsers keep.
    pub(crate) states: Sealer,
    /// Seals what the database keeps.
    pub(crate) tokens: Sealer,
    refreshing: Vec<[Mutex<()>; LOCKS]>,
}

impl Providers {
    pub(crate) fn new(all: Vec<Provider>, config: &FastAuthConfig) -> Result<Self, Unspecified> {
        let secrets = || [&config.secret].into_iter().chain(&config.previous_secrets);
        let states = Sealer::new("fastauth oauth state", secrets())?;
        // A former key seals nothing any more, and the secret's is there for what was kept before there was one of its own.
        let current = config.provider_token_key.as_ref().unwrap_or(&config.secret);
        let former = config.previous_provider_token_keys.iter().chain(secrets());
        let tokens = Sealer::new("fastauth provider token", [current].into_iter().chain(former))?;
        let refreshing = all.iter().map(|_| [const { Mutex::const_new(()) }; LOCKS]).collect();
        Ok(Self { all, states, tokens, refreshing })
    }

    /// The provider of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Provider> {
        self.all.iter().find(|provider| provider.name == name)
    }

    /// The names of all.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(Provider::name)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Waits for whoever refreshes the tokens of this account in this process: of one provider for no other's.
    pub(crate) async fn refreshing(&self, provider: &str, account: &str) -> Option<MutexGuard<'_, ()>> {
        let locks = self.refreshing.get(self.all.iter().position(|one| one.name == provider)?)?;
        let place = BuildHasherDefault::<DefaultHasher>::default().hash_one(account) % LOCKS as u64;
        Some(locks.get(usize::try_from(place).ok()?)?.lock().await)
    }
}

/// What is wrong with the providers of a service.
pub(crate) fn check<U: AuthUser>(all: &[Provider], config: &FastAuthConfig) -> Vec<ConfigError> {
    let mut errors = Vec::new();
    if !all.is_empty() && config.public_base_url.is_none() {
        let reason = "is not set, and is where providers send people back to";
        errors.push(ConfigError::new("public_base_url", reason));
    }
    for (place, provider) in all.iter().enumerate() {
        let mut refuse =
            |reason: &str| errors.push(ConfigError::new(format!("provider `{}`", provider.name), reason));
        if all.iter().take(place).any(|other| other.name == provider.name) {
            refuse("is there twice: a name is one provider's");
        }
        if provider.keep_tokens && !keeps_tokens::<U::Id, U::OAuthAccount>() {
            refuse(
                "keeps its tokens, and the model of accounts has no `access_token: Option<EncryptedToken>`",
            );
        }
        if provider.protocol.response_mode() == ResponseMode::FormPost && !config.cookie_secure {
            refuse(
                "answers by a form of another site's, to which browsers add no cookie that is not `Secure`",
            );
        }
        if !config.registration_reveals_accounts
            && (provider.distrust_emails || provider.is_verified_by_default)
        {
            refuse(
                "tells no address that counts where `registration_reveals_accounts` is off: nobody could come by it",
            );
        }
        if let DefaultRole::Named(role) = &provider.default_role
            && !is_known_role::<U::Role>(role)
        {
            refuse("has a default role that the program does not declare");
        }
        for error in provider.check() {
            errors.push(ConfigError::new(format!("provider `{}`", provider.name), error.to_string()));
        }
    }
    errors
}
