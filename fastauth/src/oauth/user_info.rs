//! Where a provider of plain OAuth 2 tells who somebody is, and by which names.

use serde_json::Value;

use super::http_client::HttpClient;
use crate::provider::{ProviderError, ProviderIdentity, ProviderToken};

/// Where a provider tells who somebody is, and where in its answer: by JSON pointers (RFC 6901), of which the first counts that
/// leads anywhere. Without a word, the names are those of OpenID Connect.
#[derive(Debug, Clone)]
#[must_use]
pub struct UserInfo {
    pub(super) url: String,
    pub(super) emails_url: Option<String>,
    account_id: Vec<String>,
    email: Vec<String>,
    email_verified: Vec<String>,
}

/// A value at the first of some JSON pointers that leads to one.
trait Claim {
    /// The value, if any: null is none.
    fn claim(&self, pointers: &[String]) -> Option<&Value>;
}

impl Claim for Value {
    fn claim(&self, pointers: &[String]) -> Option<&Value> {
        pointers.iter().find_map(|pointer| self.pointer(pointer)).filter(|value| !value.is_null())
    }
}

/// Whether a provider has verified an address: `true`, and nothing that looks like it.
pub(crate) fn flag(value: &Value) -> bool {
    *value == Value::Bool(true)
}

impl UserInfo {
    /// At this URL, for whoever has the access token.
    pub fn at(url: impl Into<String>) -> Self {
        let pointers = |name: &str| vec![format!("/{name}")];
        Self {
            url: url.into(),
            emails_url: None,
            account_id: pointers("sub"),
            email: pointers("email"),
            email_verified: pointers("email_verified"),
        }
    }

    /// Where the name of the account is, a text or a whole number: one that is never given to another. `/sub`.
    pub fn account_id(self, pointers: &[&str]) -> Self {
        Self { account_id: owned(pointers), ..self }
    }

    /// Where the address is. `/email`.
    pub fn email(self, pointers: &[&str]) -> Self {
        Self { email: owned(pointers), ..self }
    }

    /// Where it says whether it has verified the address: `true`, and no text or number. `/email_verified`.
    pub fn email_verified(self, pointers: &[&str]) -> Self {
        Self { email_verified: owned(pointers), ..self }
    }

    /// Another URL, which tells all addresses of somebody, `[{email, primary, verified}]`: as GitHub's does. The primary one
    /// counts.
    pub fn emails(self, url: impl Into<String>) -> Self {
        Self { emails_url: Some(url.into()), ..self }
    }

    /// Who has this token.
    pub(super) async fn of(
        &self,
        http: &HttpClient,
        token: &ProviderToken,
    ) -> Result<ProviderIdentity, ProviderError> {
        let answer = http.get_json(&self.url, token).await?;
        let account_id = match answer.claim(&self.account_id) {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) if id.is_u64() || id.is_i64() => id.to_string(),
            _ => return Err(ProviderError::Failed("the provider tells no name of an account".to_owned())),
        };
        let mut email = answer.claim(&self.email).and_then(Value::as_str).map(str::to_owned);
        let mut email_verified = answer.claim(&self.email_verified).map(flag);
        if let Some(url) = &self.emails_url {
            (email, email_verified) = primary(&http.get_json(url, token).await?);
        }
        let claims = answer.as_object().cloned().unwrap_or_default();
        Ok(ProviderIdentity { account_id, email, email_verified, claims })
    }
}

fn owned(pointers: &[&str]) -> Vec<String> {
    pointers.iter().map(|pointer| (*pointer).to_owned()).collect()
}

/// The primary one of a list of addresses, and whether it is verified.
fn primary(emails: &Value) -> (Option<String>, Option<bool>) {
    let mut entries = emails.as_array().into_iter().flatten();
    let is = |entry: &Value, name: &str| entry.get(name).is_some_and(flag);
    let Some(entry) = entries.find(|entry| is(entry, "primary")) else { return (None, None) };
    (entry.get("email").and_then(Value::as_str).map(str::to_owned), Some(is(entry, "verified")))
}
