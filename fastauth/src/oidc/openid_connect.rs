//! OpenID Connect, by discovery.

use openidconnect::core::CoreJwsSigningAlgorithm;
use serde_json::{Map, Value};

use super::AppleSecret;
use super::discovery::{Discovered, Discovery};
use super::id_token::{Expected, Invalid};
use crate::clock::Clock;
use crate::config::ConfigError;
use crate::oauth::grant::{Granted, TokenRequest, authorization_url};
use crate::oauth::http_client::HttpClient;
use crate::oauth::user_info::flag;
use crate::oauth::{ClientAuthentication, OAuthClient};
use crate::provider::{
    AuthorizationCode, AuthorizationRequest, Protocol, ProtocolFuture, ProviderError, ProviderIdentity,
    ProviderToken, ProviderTokens, ResponseMode, SignedIn,
};

/// What an ID token may be signed with: everything that the library verifies by a public key.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider that speaks OpenID Connect: found by its issuer, when somebody first asks for it.
#[derive(Debug)]
#[must_use]
pub struct OpenIdConnect {
    issuer: String,
    client: OAuthClient,
    secret: Option<AppleSecret>,
    scopes: Vec<String>,
    response_mode: ResponseMode,
    flags_are_texts: bool,
    http: HttpClient,
    discovery: Discovery,
}

impl OpenIdConnect {
    /// A provider by its issuer, letter for letter as it calls itself.
    pub fn new(issuer: impl Into<String>, client: OAuthClient) -> Self {
        let issuer = issuer.into();
        let http = client.http(&[&issuer]);
        Self {
            issuer,
            client,
            secret: None,
            scopes: ["email", "profile"].map(str::to_owned).into(),
            response_mode: ResponseMode::Query,
            flags_are_texts: false,
            http,
            discovery: Discovery::default(),
        }
    }

    /// What is asked for, beside `openid`. `email`, `profile`.
    pub fn scopes<S: Into<String>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        Self { scopes: scopes.into_iter().map(Into::into).collect(), ..self }
    }

    /// Has it answer by a form: where it answers in no other way.
    pub fn form_post(self) -> Self {
        Self { response_mode: ResponseMode::FormPost, ..self }
    }

    /// Takes the text `"true"` for `true` in `email_verified`: Apple writes it so.
    pub fn flags_are_texts(self) -> Self {
        Self { flags_are_texts: true, ..self }
    }

    /// A secret that is made anew for each request, in place of the client's.
    pub(super) fn apple_secret(self, secret: AppleSecret) -> Self {
        Self { secret: Some(secret), ..self }
    }

    async fn discovered(&self, clock: &Clock) -> Result<Discovered, ProviderError> {
        self.discovery.get(&self.issuer, &self.http, clock).await
    }

    /// The client, as this provider wants to be shown it.
    fn client_of(&self, discovered: &Discovered, clock: &Clock) -> Result<OAuthClient, ProviderError> {
        let mut client = self.client.clone();
        if let Some(secret) = &self.secret {
            client = client.secret(secret.at(&self.client.id, &self.issuer, clock.now())?);
        }
        use openidconnect::core::CoreClientAuthMethod::{ClientSecretBasic, ClientSecretPost};
        let supported = discovered.metadata.token_endpoint_auth_methods_supported();
        let only_post = supported.is_some_and(|methods| {
            methods.contains(&ClientSecretPost) && !methods.contains(&ClientSecretBasic)
        });
        Ok(if only_post { client.authentication(ClientAuthentication::Post) } else { client })
    }

    fn token_endpoint(discovered: &Discovered) -> Result<&str, ProviderError> {
        let endpoint = discovered.metadata.token_endpoint().map(|url| url.as_str());
        endpoint.ok_or_else(|| ProviderError::Failed("the provider names no endpoint of tokens".to_owned()))
    }

    async fn claims_of(
        &self,
        discovered: &Discovered,
        code: AuthorizationCode<'_>,
        (tokens, id_token): &Granted,
    ) -> Result<Map<String, Value>, ProviderError> {
        let missing = || ProviderError::Refused("there is no ID token".to_owned());
        let id_token = id_token.as_deref().ok_or_else(missing)?;
        let supported = discovered.metadata.id_token_signing_alg_values_supported();
        let algorithms: Vec<_> =
            ALGORITHMS.into_iter().filter(|algorithm| supported.contains(algorithm)).collect();
        let expected = Expected {
            issuer: &self.issuer,
            client_id: &self.client.id,
            nonce: code.nonce,
            access_token: tokens.access_token.expose(),
            algorithms: &algorithms,
            now: code.clock.now(),
        };
        match expected.claims_of(id_token, &discovered.keys) {
            Err(invalid @ Invalid::Key(_)) => {
                match self.discovery.newer_keys(discovered, &self.http, code.clock).await? {
                    Some(keys) => Ok(expected.claims_of(id_token, &keys)?),
                    None => Err(invalid.into()),
                }
            }
            claims => Ok(claims?),
        }
    }

    /// What the provider says of somebody: in the ID token; and at another URL, where that does not tell an address.
    async fn identity(
        &self,
        discovered: &Discovered,
        claims: Map<String, Value>,
        token: &ProviderToken,
    ) -> Result<ProviderIdentity, ProviderError> {
        let nameless = || ProviderError::Refused("the ID token names nobody".to_owned());
        let subject = claims.get("sub").and_then(Value::as_str).map(str::to_owned).ok_or_else(nameless)?;
        let mut identity = self.told(subject, claims);
        if let (None, Some(url)) = (&identity.email, discovered.metadata.userinfo_endpoint()) {
            let Value::Object(more) = self.http.get_json(url.as_str(), token).await? else {
                return Err(ProviderError::Failed("what it says of somebody is no object".to_owned()));
            };
            // OpenID Connect Core section 5.3.2.
            if more.get("sub").and_then(Value::as_str) != Some(identity.account_id.as_str()) {
                return Err(ProviderError::Refused("what it says is of somebody else".to_owned()));
            }
            // An address and what is said of it are of one place; of the rest, what was signed is worth more.
            let signed = std::mem::take(&mut identity.claims);
            identity = self.told(identity.account_id, more);
            identity.claims.extend(signed);
        }
        Ok(identity)
    }

    fn told(&self, account_id: String, claims: Map<String, Value>) -> ProviderIdentity {
        let email = claims.get("email").and_then(Value::as_str).map(str::to_owned);
        let verified = claims.get("email_verified").filter(|value| !value.is_null());
        let email_verified =
            verified.map(|value| flag(value) || (self.flags_are_texts && value.as_str() == Some("true")));
        ProviderIdentity { account_id, email, email_verified, claims }
    }

    /// RFC 9207 section 2.4: where the provider says that it sends one, there has to be one.
    fn wants_issuer(discovered: &Discovered, issuer: Option<&str>) -> Result<(), ProviderError> {
        let is_sent =
            discovered.metadata.additional_metadata().authorization_response_iss_parameter_supported;
        match issuer {
            None if is_sent => Err(ProviderError::NotAnAnswer("it names no issuer".to_owned())),
            _ => Ok(()),
        }
    }
}

impl Protocol for OpenIdConnect {
    fn check(&self) -> Vec<ConfigError> {
        let mut errors = self.client.check(&[("issuer", &self.issuer)]);
        errors.extend(self.secret.as_ref().and_then(AppleSecret::check));
        errors
    }

    fn response_mode(&self) -> ResponseMode {
        self.response_mode
    }

    fn issuer(&self) -> Option<&str> {
        Some(&self.issuer)
    }

    fn authorization_url<'a>(&'a self, request: AuthorizationRequest<'a>) -> ProtocolFuture<'a, String> {
        Box::pin(async move {
            let discovered = self.discovered(request.clock).await?;
            let endpoint = discovered.metadata.authorization_endpoint().as_str();
            self.http.may_ask(endpoint)?;
            // Without it there is no ID token, whatever else is asked for.
            let wanted = request.scopes.unwrap_or(&self.scopes).iter().filter(|scope| *scope != "openid");
            let scopes: Vec<String> = ["openid".to_owned()].into_iter().chain(wanted.cloned()).collect();
            let request = AuthorizationRequest { scopes: Some(&scopes), ..request };
            let mut more = vec![("nonce", request.nonce)];
            if self.response_mode == ResponseMode::FormPost {
                more.push(("response_mode", "form_post"));
            }
            authorization_url(&self.client, endpoint, request, &more)
        })
    }

    fn sign_in<'a>(&'a self, code: AuthorizationCode<'a>) -> ProtocolFuture<'a, SignedIn> {
        Box::pin(async move {
            let discovered = self.discovered(code.clock).await?;
            Self::wants_issuer(&discovered, code.issuer)?;
            let client = self.client_of(&discovered, code.clock)?;
            let request = TokenRequest {
                client: &client,
                http: &self.http,
                endpoint: Self::token_endpoint(&discovered)?,
                clock: code.clock,
            };
            let granted = request.exchange(code).await?;
            let claims = self.claims_of(&discovered, code, &granted).await?;
            let (tokens, _) = granted;
            let identity = self.identity(&discovered, claims, &tokens.access_token).await?;
            Ok(SignedIn { identity, tokens: Some(tokens) })
        })
    }

    fn refresh<'a>(
        &'a self,
        refresh_token: &'a ProviderToken,
        clock: &'a Clock,
    ) -> ProtocolFuture<'a, ProviderTokens> {
        Box::pin(async move {
            let discovered = self.discovered(clock).await?;
            let client = self.client_of(&discovered, clock)?;
            let endpoint = Self::token_endpoint(&discovered)?;
            TokenRequest { client: &client, http: &self.http, endpoint, clock }.refresh(refresh_token).await
        })
    }
}
