//! Requests to providers: to those that are configured, not for long, and not followed elsewhere (ASVS 13.2.4, 15.3.2).

use std::error::Error;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use http::{Request, Response};
use oauth2::AsyncHttpClient;
use reqwest::redirect::Policy;
use url::Url;

use super::client::check_url;
use crate::provider::{ProtocolFuture, ProviderError, ProviderToken};

/// Until there is a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Until the whole answer is there.
const ANSWER: Duration = Duration::from_secs(10);
/// The longest answer, in bytes.
const LONGEST: usize = 1024 * 1024;

/// A client of HTTP that asks some origins, and no others.
#[derive(Debug, Clone)]
pub(crate) struct HttpClient {
    client: Result<reqwest::Client, String>,
    origins: Vec<String>,
    on_loopback: bool,
}

impl HttpClient {
    pub(super) fn new(origins: Vec<String>, on_loopback: bool) -> Self {
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .https_only(!on_loopback)
            .user_agent(concat!("fastauth/", env!("CARGO_PKG_VERSION")));
        if on_loopback {
            builder = builder.no_proxy();
        }
        Self { client: builder.build().map_err(|error| reasons(&error)), origins, on_loopback }
    }

    /// The answer to a request, whatever it is; but a provider's own failure is one, and so is a redirect.
    pub(crate) async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, ProviderError> {
        let url = request.uri().to_string();
        self.may_ask(&url)?;
        let client = self.client.as_ref().map_err(|reason| ProviderError::Failed(reason.clone()))?;
        let request = reqwest::Request::try_from(request).map_err(|error| failed(&url, &error))?;
        let mut answer = client.execute(request).await.map_err(|error| failed(&url, &error))?;
        let status = answer.status();
        if !(status.is_success() || status.is_client_error()) || status == http::StatusCode::TOO_MANY_REQUESTS
        {
            return Err(ProviderError::Failed(format!("{} answers {status}", without_query(&url))));
        }
        let headers = answer.headers().clone();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| failed(&url, &error))? {
            if body.len() + chunk.len() > LONGEST {
                return Err(ProviderError::Failed(format!("{} answers too much", without_query(&url))));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    /// A JSON document, for whoever has this token.
    pub(crate) async fn get_json(
        &self,
        url: &str,
        token: &ProviderToken,
    ) -> Result<serde_json::Value, ProviderError> {
        let unsendable = || ProviderError::Failed("a token has characters that no header has".to_owned());
        let mut bearer =
            HeaderValue::try_from(format!("Bearer {}", token.expose())).map_err(|_| unsendable())?;
        bearer.set_sensitive(true);
        let request = Request::get(url)
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(AUTHORIZATION, bearer)
            .body(Vec::new())
            .map_err(|error| failed(url, &error))?;
        let answer = self.send(request).await?;
        if !answer.status().is_success() {
            return Err(ProviderError::Refused(format!(
                "{} answers {}",
                without_query(url),
                answer.status()
            )));
        }
        // Without serde's own text, which quotes what the provider says of somebody.
        serde_json::from_slice(answer.body())
            .map_err(|_| ProviderError::Failed(format!("{} answers what is no JSON", without_query(url))))
    }

    /// Whether this is one of those that are asked: a provider names URLs itself, and could name one of our own network.
    pub(crate) fn may_ask(&self, url: &str) -> Result<(), ProviderError> {
        let origin = Url::parse(url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        if self.origins.contains(&origin) && check_url("", url, self.on_loopback).is_none() {
            return Ok(());
        }
        Err(ProviderError::Failed(format!(
            "the provider names {}, which is not its own: `OAuthClient::origin` allows another",
            without_query(url)
        )))
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = ProviderError;
    type Future = ProtocolFuture<'c, Response<Vec<u8>>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// A code is in no query of ours, but whatever a provider names may be in its own.
fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

fn failed(url: &str, error: &(dyn Error + 'static)) -> ProviderError {
    let timed_out = error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout);
    if timed_out {
        return ProviderError::TimedOut;
    }
    ProviderError::Failed(format!("{}: {}", without_query(url), reasons(error)))
}

/// The causes of an error, but for the URL that the first may name.
fn reasons(error: &(dyn Error + 'static)) -> String {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    if causes.is_empty() { "the request failed".to_owned() } else { causes.join(": ") }
}
