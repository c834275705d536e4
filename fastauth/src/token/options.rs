//! What an application adds to its tokens.

use std::collections::BTreeMap;

use serde_json::Value;
use time::Duration;

/// Claims of an application's own, at the top of a token beside the library's (`extra` of fastapi-fastauth).
pub type OwnClaims = serde_json::Map<String, Value>;

/// The claims that the library makes, of access and refresh tokens: nobody else does.
const LIBRARY_CLAIMS: [&str; 12] =
    ["iss", "sub", "aud", "iat", "exp", "nbf", "jti", "client_id", "sid", "realm", "rot", "type"];

/// How a token differs from those that a login makes.
///
/// ```
/// use fastauth::token::TokenOptions;
/// let options = TokenOptions::new().max_age(time::Duration::hours(1)).claim("tenant", "north");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenOptions {
    pub(crate) max_age: Option<Duration>,
    pub(crate) claims: OwnClaims,
    pub(crate) headers: BTreeMap<String, String>,
}

impl TokenOptions {
    /// As a login makes them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How long it lasts, in place of what the configuration says: one second to 400 days.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// A claim of the application's own. Whoever holds the token can read it.
    #[must_use]
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// A member of the header, of the application's own. Its name holds a `.`, `:` or `/`, so that it is nobody
    /// else's (RFC 7515 section 4.2): any other member refuses a token.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// What is wrong with them, if anything.
    pub(crate) fn check(&self) -> Result<(), String> {
        if let Some(name) = self.claims.keys().find(|name| LIBRARY_CLAIMS.contains(&name.as_str())) {
            return Err(format!("the claim `{name}` is the library's own"));
        }
        if let Some(name) = self.headers.keys().find(|name| !is_own_header(name)) {
            return Err(format!(
                "the header `{name}` is not an application's own: its name holds no `.`, `:` or `/`"
            ));
        }
        let longest = Duration::days(400);
        if self.max_age.is_some_and(|age| age < Duration::SECOND || age > longest) {
            return Err("a token lasts one second at least, and 400 days at most".to_owned());
        }
        Ok(())
    }
}

/// Whether a member of a header can be an application's own: none that a standard names is written so.
pub(super) fn is_own_header(name: &str) -> bool {
    name.contains(['.', ':', '/'])
}
