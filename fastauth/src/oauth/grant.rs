//! The code flow, as every provider has it: where to send somebody, and what a code or a refresh token is exchanged for.

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode as Code, ClientId, ClientSecret, CsrfToken, ExtraTokenFields,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardRevocableToken, StandardTokenResponse, TokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};

use super::http_client::HttpClient;
use super::{ClientAuthentication, OAuthClient};
use crate::clock::Clock;
use crate::provider::{
    AuthorizationCode, AuthorizationRequest, ProviderError, ProviderToken, ProviderTokens,
};

/// What OpenID Connect adds to an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct IdTokenField {
    id_token: Option<String>,
}

impl ExtraTokenFields for IdTokenField {}

type Answer = StandardTokenResponse<IdTokenField, BasicTokenType>;

/// The library's own type, none of whose endpoints is set yet.
type Client = oauth2::Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

/// What a provider gave; and its ID token, where it speaks OpenID Connect, of which nothing was checked.
pub(crate) type Granted = (ProviderTokens, Option<String>);

fn client(client: &OAuthClient) -> Client {
    let authentication = match client.authentication {
        ClientAuthentication::Basic => AuthType::BasicAuth,
        ClientAuthentication::Post => AuthType::RequestBody,
    };
    let built = Client::new(ClientId::new(client.id.clone())).set_auth_type(authentication);
    match &client.secret {
        Some(secret) => {
            let secret = String::from_utf8_lossy(secret.expose()).into_owned();
            built.set_client_secret(ClientSecret::new(secret))
        }
        None => built,
    }
}

/// Where to send somebody, with what this protocol adds.
pub(crate) fn authorization_url(
    oauth_client: &OAuthClient,
    endpoint: &str,
    request: AuthorizationRequest<'_>,
    more: &[(&str, &str)],
) -> Result<String, ProviderError> {
    let endpoint = AuthUrl::new(endpoint.to_owned()).map_err(|error| failed(&error))?;
    let redirect_uri = RedirectUrl::new(request.redirect_uri.to_owned()).map_err(|error| failed(&error))?;
    let verifier = PkceCodeVerifier::new(request.code_verifier.to_owned());
    let client = client(oauth_client).set_auth_uri(endpoint).set_redirect_uri(redirect_uri);
    let mut url = client
        .authorize_url(|| CsrfToken::new(request.state.to_owned()))
        .add_scopes(request.scopes.unwrap_or_default().iter().cloned().map(Scope::new))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    for (name, value) in more {
        url = url.add_extra_param(*name, *value);
    }
    for (name, value) in request.parameters {
        url = url.add_extra_param(name.clone(), value.clone());
    }
    Ok(url.url().0.into())
}

/// A request to the endpoint that gives tokens.
pub(crate) struct TokenRequest<'a> {
    pub(crate) client: &'a OAuthClient,
    pub(crate) http: &'a HttpClient,
    pub(crate) endpoint: &'a str,
    pub(crate) clock: &'a Clock,
}

impl TokenRequest<'_> {
    /// What a code is exchanged for.
    pub(crate) async fn exchange(self, code: AuthorizationCode<'_>) -> Result<Granted, ProviderError> {
        let endpoint = TokenUrl::new(self.endpoint.to_owned()).map_err(|error| failed(&error))?;
        let redirect_uri = RedirectUrl::new(code.redirect_uri.to_owned()).map_err(|error| failed(&error))?;
        let client = client(self.client).set_token_uri(endpoint).set_redirect_uri(redirect_uri);
        let request = client
            .exchange_code(Code::new(code.code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(code.code_verifier.to_owned()));
        let answer = request.request_async(self.http).await;
        self.granted(answer)
    }

    /// What a refresh token is exchanged for.
    pub(crate) async fn refresh(self, token: &ProviderToken) -> Result<ProviderTokens, ProviderError> {
        let endpoint = TokenUrl::new(self.endpoint.to_owned()).map_err(|error| failed(&error))?;
        let client = client(self.client).set_token_uri(endpoint);
        let token = RefreshToken::new(token.expose().to_owned());
        let answer = client.exchange_refresh_token(&token).request_async(self.http).await;
        Ok(self.granted(answer)?.0)
    }

    fn granted(
        &self,
        answer: Result<Answer, RequestTokenError<ProviderError, BasicErrorResponse>>,
    ) -> Result<Granted, ProviderError> {
        let answer = answer.map_err(refusal)?;
        // RFC 6749 section 7.1: what a token of another type is good for, nobody here knows.
        if *answer.token_type() != BasicTokenType::Bearer {
            return Err(ProviderError::Failed("it gives tokens of another type than `Bearer`".to_owned()));
        }
        let expires_at = answer.expires_in().and_then(|seconds| {
            // Whatever it says: no moment is farther than a thousand years.
            let age = time::Duration::seconds(i64::try_from(seconds.as_secs()).ok()?);
            (age < time::Duration::days(365_000)).then(|| self.clock.now() + age)
        });
        let tokens = ProviderTokens {
            access_token: ProviderToken::new(answer.access_token().secret()),
            refresh_token: answer.refresh_token().map(|token| ProviderToken::new(token.secret())),
            expires_at,
        };
        Ok((tokens, answer.extra_fields().id_token.clone()))
    }
}

/// What a provider says where it gives nothing. GitHub says it with a 200.
fn refusal(error: RequestTokenError<ProviderError, BasicErrorResponse>) -> ProviderError {
    let refused = |answer: &BasicErrorResponse| {
        // As much as a log needs of it.
        ProviderError::Refused(answer.error().to_string().chars().take(200).collect())
    };
    match error {
        RequestTokenError::ServerResponse(answer) => refused(&answer),
        RequestTokenError::Request(error) => error,
        RequestTokenError::Parse(_, body) => match serde_json::from_slice::<BasicErrorResponse>(&body) {
            Ok(answer) => refused(&answer),
            // Without its text: there may be a token in it.
            Err(_) => ProviderError::Failed("the endpoint of tokens answers with none".to_owned()),
        },
        RequestTokenError::Other(reason) => ProviderError::Failed(reason),
    }
}

fn failed(error: &oauth2::url::ParseError) -> ProviderError {
    ProviderError::Failed(format!("a URL of the provider's is none: {error}"))
}
