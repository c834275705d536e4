//! The cookies of those who were sent to a provider: each ties one state to the browser that asked for it.

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue};
use time::Duration;

use super::SetCookies;
use super::cookie::{WHOLE_HOST, cookies, value};
use crate::auth::FastAuth;
use crate::config::FastAuthConfig;
use crate::model::AuthUser;
use crate::provider::{OAuthStart, ResponseMode, is_state};

/// How many sign-ins one browser may have under way: pages in several tabs, and those that nobody came back from.
const MOST: usize = 4;
/// How much of a state names its cookie. The rest is 210 bits, which nobody guesses from it.
const NAMED: usize = 8;

/// Never for a domain or a part of a host, whatever is configured for tokens.
fn prefix(config: &FastAuthConfig) -> String {
    let prefix = if config.cookie_secure { WHOLE_HOST } else { "" };
    format!("{prefix}{}_", config.oauth_state_cookie_name)
}

fn name(config: &FastAuthConfig, state: &str) -> String {
    format!("{}{}", prefix(config), state.get(..NAMED).unwrap_or_default())
}

impl<U: AuthUser> FastAuth<U> {
    /// The cookie that somebody has to come back from a provider with: for whoever calls
    /// [`oauth_authorize`](Self::oauth_authorize) in a handler of their own. `headers` are those of the request; where too many
    /// such cookies are there, the others are removed.
    pub fn set_oauth_state_cookie(&self, start: &OAuthStart, headers: &HeaderMap) -> SetCookies {
        let config = self.config();
        // A form that another site's page posts has only such cookies along.
        let same_site = match start.response_mode {
            ResponseMode::Query => SameSite::Lax,
            ResponseMode::FormPost => SameSite::None,
        };
        let others = names(headers, &prefix(config));
        let removed = if others.len() < MOST { Vec::new() } else { others };
        let mut cookies: Vec<HeaderValue> =
            removed.into_iter().filter_map(|name| remove(config, name)).collect();
        let name = name(config, &start.state);
        cookies.extend(cookie(config, name, start.sealed.clone(), same_site, config.oauth_state_max_age));
        SetCookies(cookies)
    }

    /// What a browser kept of the sign-in of this state, for [`oauth_finish`](Self::oauth_finish).
    #[must_use]
    pub fn oauth_state_cookie(&self, headers: &HeaderMap, state: &str) -> Option<String> {
        let name = is_state(state).then(|| name(self.config(), state))?;
        // Two of one name are none: which of them somebody else has set, nobody can tell.
        value(headers, &name).ok().flatten()
    }

    /// Removes it.
    pub fn remove_oauth_state_cookie(&self, state: &str) -> SetCookies {
        let name = is_state(state).then(|| name(self.config(), state));
        SetCookies(name.and_then(|name| remove(self.config(), name)).into_iter().collect())
    }
}

/// The names of a request's cookies that begin so.
fn names(headers: &HeaderMap, prefix: &str) -> Vec<String> {
    cookies(headers).map(|cookie| cookie.name().to_owned()).filter(|name| name.starts_with(prefix)).collect()
}

fn remove(config: &FastAuthConfig, name: String) -> Option<HeaderValue> {
    cookie(config, name, String::new(), SameSite::Lax, Duration::ZERO)
}

fn cookie(
    config: &FastAuthConfig,
    name: String,
    value: String,
    same_site: SameSite,
    max_age: Duration,
) -> Option<HeaderValue> {
    let cookie = Cookie::build((name, value))
        .path("/")
        .secure(config.cookie_secure)
        .http_only(true)
        .same_site(same_site)
        .max_age(max_age);
    HeaderValue::try_from(cookie.build().to_string()).ok()
}
