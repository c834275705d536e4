//! What a provider says of itself, and the keys that it signs with: asked for when they are needed, and kept for a while.

use std::sync::{Arc, PoisonError, RwLock};

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, DiscoveryError, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::oauth::http_client::HttpClient;
use crate::provider::ProviderError;

/// How long what a provider says of itself is believed.
const METADATA_MAX_AGE: Duration = Duration::HOUR;
/// How long it is believed where the provider does not answer any more.
const METADATA_LAST_AGE: Duration = Duration::DAY;
/// How long one that did not answer is not asked again: anybody can have it asked.
const FAILURE_AGE: Duration = Duration::seconds(5);
/// How long it is asked: less than a step of a sign-in may take, so that it is noted that it did not answer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(9);
/// How long it is asked where what is known will do.
const UNHURRIED: std::time::Duration = std::time::Duration::from_secs(3);
/// How long keys are not asked for again because of one that is not among them: anybody can name one.
const KEYS_MIN_AGE: Duration = Duration::MINUTE;

/// What RFC 9207 adds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct WithIssuer {
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for WithIssuer {}

type Metadata = ProviderMetadata<
    WithIssuer,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What a provider says of itself.
#[derive(Debug, Clone)]
pub(super) struct Discovered {
    pub(super) metadata: Arc<Metadata>,
    pub(super) keys: Arc<CoreJsonWebKeySet>,
    asked_at: OffsetDateTime,
}

/// What is known of a provider. One at a time asks it; whoever can do with what is known already waits for nobody.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    known: RwLock<Known>,
    asking: Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    discovered: Option<Discovered>,
    /// When it was last asked in vain.
    failed_at: Option<OffsetDateTime>,
    /// When keys were last asked for because of one that was not among them.
    keys_at: Option<OffsetDateTime>,
}

impl Discovery {
    /// What the provider says of itself; what it said an hour ago where it does not answer now.
    pub(super) async fn get(
        &self,
        issuer: &str,
        http: &HttpClient,
        clock: &Clock,
    ) -> Result<Discovered, ProviderError> {
        let known = self.discovered();
        match known.filter(|known| clock.now() - known.asked_at < METADATA_LAST_AGE) {
            Some(known) if clock.now() - known.asked_at < METADATA_MAX_AGE => Ok(known),
            Some(known) => {
                let Ok(_alone) = self.asking.try_lock() else { return Ok(known) };
                let asked = self.ask(issuer, http, clock, UNHURRIED).await;
                Ok(asked.unwrap_or_else(|error| {
                    tracing::warn!(%error, issuer, "a provider does not say anew what it has said of itself");
                    known
                }))
            }
            None => {
                let _alone = self.asking.lock().await;
                match self.discovered().filter(|known| clock.now() - known.asked_at < METADATA_MAX_AGE) {
                    Some(known) => Ok(known),
                    None => self.ask(issuer, http, clock, PATIENCE).await,
                }
            }
        }
    }

    /// The keys anew, since one was not among those that are known; none, where they are not asked for so often.
    pub(super) async fn newer_keys(
        &self,
        than: &Discovered,
        http: &HttpClient,
        clock: &Clock,
    ) -> Result<Option<Arc<CoreJsonWebKeySet>>, ProviderError> {
        let _alone = self.asking.lock().await;
        let Some(known) = self.discovered() else { return Ok(None) };
        if !Arc::ptr_eq(&known.keys, &than.keys) {
            return Ok(Some(known.keys));
        }
        let keys_at = self.read(|known| known.keys_at);
        if keys_at.is_some_and(|at| clock.now() - at < KEYS_MIN_AGE) {
            return Ok(None);
        }
        let fetching = CoreJsonWebKeySet::fetch_async(known.metadata.jwks_uri(), http);
        // Shortly: by the end of the step it would not be noted that they do not come.
        let fetched = tokio::time::timeout(UNHURRIED, fetching).await;
        // Behind the answer: whoever hangs up before it keeps nobody from asking.
        self.write(|known| known.keys_at = Some(clock.now()));
        let keys = Arc::new(fetched.map_err(|_| ProviderError::TimedOut)?.map_err(failed)?);
        self.write(|known| {
            if let Some(discovered) = &mut known.discovered {
                discovered.keys = keys.clone();
            }
        });
        Ok(Some(keys))
    }

    async fn ask(
        &self,
        issuer: &str,
        http: &HttpClient,
        clock: &Clock,
        patience: std::time::Duration,
    ) -> Result<Discovered, ProviderError> {
        let now = clock.now();
        if self.read(|known| known.failed_at).is_some_and(|at| now - at < FAILURE_AGE) {
            return Err(ProviderError::Failed("it has just been asked in vain".to_owned()));
        }
        let issuer_url = IssuerUrl::new(issuer.to_owned())
            .map_err(|_| ProviderError::Failed("the issuer is no URL".to_owned()))?;
        let asking = Metadata::discover_async(issuer_url, http);
        let asked = match tokio::time::timeout(patience, asking).await {
            Ok(asked) => asked.map_err(failed),
            Err(_) => Err(ProviderError::TimedOut),
        };
        let metadata = asked.inspect_err(|_| self.write(|known| known.failed_at = Some(clock.now())))?;
        let keys = Arc::new(metadata.jwks().clone());
        let discovered = Discovered { metadata: Arc::new(metadata), keys, asked_at: now };
        self.write(|known| known.discovered = Some(discovered.clone()));
        Ok(discovered)
    }

    fn discovered(&self) -> Option<Discovered> {
        self.read(|known| known.discovered.clone())
    }

    fn read<T>(&self, look: impl FnOnce(&Known) -> T) -> T {
        look(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.write().unwrap_or_else(PoisonError::into_inner));
    }
}

fn failed(error: DiscoveryError<ProviderError>) -> ProviderError {
    match error {
        DiscoveryError::Request(error) => error,
        // Without the document, which may be of any size.
        DiscoveryError::Parse(error) => {
            ProviderError::Failed(format!("what it says of itself: {}", error.path()))
        }
        DiscoveryError::Response(status, _, _) => {
            ProviderError::Failed(format!("discovery answers {status}"))
        }
        DiscoveryError::Validation(reason) | DiscoveryError::Other(reason) => ProviderError::Failed(reason),
        error => ProviderError::Failed(error.to_string()),
    }
}
