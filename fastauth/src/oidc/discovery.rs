//! What a provider says of itself, and the keys that it signs with: asked for when they are needed, and kept for a while.

use std::sync::Arc;

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
use crate::oauth::HttpClient;
use crate::provider::ProviderError;

/// How long what a provider says of itself is believed.
const METADATA_MAX_AGE: Duration = Duration::HOUR;
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
    /// When keys were asked for because of one that was not among them.
    asked_again_at: Option<OffsetDateTime>,
}

/// What is known of a provider.
#[derive(Debug, Default)]
pub(super) struct Discovery(Mutex<Option<Discovered>>);

impl Discovery {
    /// What the provider says of itself; it is asked by one at a time.
    pub(super) async fn get(
        &self,
        issuer: &str,
        http: &HttpClient,
        clock: &Clock,
    ) -> Result<Discovered, ProviderError> {
        let mut known = self.0.lock().await;
        let now = clock.now();
        if let Some(known) = known.as_ref().filter(|known| now - known.asked_at < METADATA_MAX_AGE) {
            return Ok(known.clone());
        }
        let issuer_url = IssuerUrl::new(issuer.to_owned())
            .map_err(|_| ProviderError::Failed("the issuer is no URL".to_owned()))?;
        let metadata = Metadata::discover_async(issuer_url, http).await;
        let metadata = metadata.map_err(failed)?;
        // As texts: two spellings of one URL are two issuers.
        if metadata.issuer().as_str() != issuer {
            return Err(ProviderError::Failed("the provider says that it is another".to_owned()));
        }
        let keys = Arc::new(metadata.jwks().clone());
        let asked_again_at = known.as_ref().and_then(|known| known.asked_again_at);
        let discovered = Discovered { metadata: Arc::new(metadata), keys, asked_at: now, asked_again_at };
        *known = Some(discovered.clone());
        Ok(discovered)
    }

    /// The keys anew, since one was not among those that are known; none, where they are not asked for so often.
    pub(super) async fn newer_keys(
        &self,
        than: &Discovered,
        http: &HttpClient,
        clock: &Clock,
    ) -> Result<Option<Arc<CoreJsonWebKeySet>>, ProviderError> {
        let mut known = self.0.lock().await;
        let Some(known) = known.as_mut() else { return Ok(None) };
        if !Arc::ptr_eq(&known.keys, &than.keys) {
            return Ok(Some(known.keys.clone()));
        }
        let now = clock.now();
        if known.asked_again_at.is_some_and(|at| now - at < KEYS_MIN_AGE) {
            return Ok(None);
        }
        known.asked_again_at = Some(now);
        let fetched = CoreJsonWebKeySet::fetch_async(known.metadata.jwks_uri(), http).await;
        known.keys = Arc::new(fetched.map_err(failed)?);
        Ok(Some(known.keys.clone()))
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
