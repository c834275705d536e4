//! What goes with somebody to a provider, and what they come back with.

use std::fmt;

use super::ResponseMode;

/// Somebody about to be sent to a provider.
///
/// Their browser keeps what comes of [`set_oauth_state_cookie`](crate::FastAuth::set_oauth_state_cookie) meanwhile.
#[non_exhaustive]
pub struct OAuthStart {
    /// Where to.
    pub authorization_url: String,
    pub(crate) state: String,
    pub(crate) sealed: String,
    pub(crate) response_mode: ResponseMode,
}

/// Without what ties it to the browser.
impl fmt::Debug for OAuthStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthStart").finish_non_exhaustive()
    }
}

/// The parameters that somebody comes back with (RFC 6749 section 4.1.2, RFC 9207): whatever their browser sends.
#[derive(Clone, Default)]
pub struct OAuthAnswer {
    /// `code`
    pub code: Option<String>,
    /// `state`
    pub state: Option<String>,
    /// `iss`
    pub issuer: Option<String>,
    /// `error`
    pub error: Option<String>,
}

impl OAuthAnswer {
    /// The parameters of a query, or of a form. Where one is there twice (RFC 6749 section 3.1), nobody can tell which of the two
    /// is meant: that is no answer.
    #[must_use]
    pub fn parse(parameters: &[u8]) -> Self {
        let all = |name: &str| -> Vec<String> {
            let found = form_urlencoded::parse(parameters).filter(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned()).collect()
        };
        let mut found = ["code", "state", "iss", "error"].map(all);
        if found.iter().any(|values| values.len() > 1) {
            return Self::default();
        }
        let [code, state, issuer, error] = found.each_mut().map(Vec::pop);
        Self { code, state, issuer, error }
    }
}

/// Without what opens an account.
impl fmt::Debug for OAuthAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthAnswer").finish_non_exhaustive()
    }
}
