//! Tokens in cookies (RFC 6265bis): `HttpOnly`, `Secure`, and by a name that no other host can set.

use axum::response::{IntoResponseParts, ResponseParts};
use cookie::{Cookie, SameSite};
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use time::Duration;

use crate::auth::FastAuth;
use crate::config::{CookieSameSite, FastAuthConfig};
use crate::error::AuthError;
use crate::model::AuthUser;
use crate::token::TokenPair;

/// The longest cookie that every browser takes: name and value, in bytes (RFC 6265bis section 5.6).
const MAX_BYTES: usize = 4096;

/// Such a cookie is set by this host only, and for all of it.
pub(super) const WHOLE_HOST: &str = "__Host-";

/// Which token a cookie holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    Access,
    Refresh,
}

/// The token that a request's cookies hold.
pub(crate) fn token(
    headers: &HeaderMap,
    config: &FastAuthConfig,
    held: Held,
) -> Result<Option<String>, AuthError> {
    value(headers, &name(config, held))
}

/// The value of a request's cookie. Two of one name are refused: which of them somebody else has
/// set, nobody can tell.
pub(super) fn value(headers: &HeaderMap, name: &str) -> Result<Option<String>, AuthError> {
    let mut found = cookies(headers).filter(|cookie| cookie.name() == name);
    let value = found.next().map(|cookie| cookie.value().to_owned());
    if found.next().is_some() {
        return Err(AuthError::InvalidToken);
    }
    Ok(value.filter(|token| !token.is_empty()))
}

/// A request's cookies. All of them are in one header, with those that other hosts of the domain have set, in any bytes: ours
/// are not to be lost for one that is no ASCII.
pub(super) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'static>> {
    headers.get_all(COOKIE).into_iter().flat_map(|header| {
        Cookie::split_parse(String::from_utf8_lossy(header.as_bytes()).into_owned()).flatten()
    })
}

/// `__Host-` keeps every other host from setting it, and wants the whole site and no domain; `__Secure-`
/// keeps a plain connection from it. Neither is true of what travels in the clear.
fn name(config: &FastAuthConfig, held: Held) -> String {
    let prefix = match (config.has_cookies_of_this_host(), config.cookie_secure) {
        (true, _) => WHOLE_HOST,
        (false, true) => "__Secure-",
        (false, false) => "",
    };
    let name = match held {
        Held::Access => &config.access_cookie_name,
        Held::Refresh => &config.refresh_cookie_name,
    };
    format!("{prefix}{name}")
}

/// Cookies to be set or removed by an answer: `(auth.set_access_cookie(…)?, "done")`.
#[derive(Clone)]
#[must_use]
pub struct SetCookies(pub(super) Vec<HeaderValue>);

impl IntoResponseParts for SetCookies {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        for cookie in self.0 {
            parts.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(parts)
    }
}

/// Without the tokens.
impl std::fmt::Debug for SetCookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetCookies({})", self.0.len())
    }
}

impl<U: AuthUser> FastAuth<U> {
    /// A cookie that holds an access token for as long as it lasts (`set_access_cookie` of fastapi-fastauth).
    ///
    /// # Errors
    /// [`AuthError::Internal`] where it is more than browsers take.
    pub fn set_access_cookie(&self, token: &str, max_age: Duration) -> Result<SetCookies, AuthError> {
        set(self.config(), Held::Access, token, max_age).map(|cookie| SetCookies(vec![cookie]))
    }

    /// A cookie that holds a refresh token for as long as it lasts.
    ///
    /// # Errors
    /// [`AuthError::Internal`] where it is more than browsers take.
    pub fn set_refresh_cookie(&self, token: &str, max_age: Duration) -> Result<SetCookies, AuthError> {
        set(self.config(), Held::Refresh, token, max_age).map(|cookie| SetCookies(vec![cookie]))
    }

    /// Both tokens of a pair.
    ///
    /// # Errors
    /// [`AuthError::Internal`] where one is more than browsers take.
    pub fn set_cookies(&self, pair: &TokenPair) -> Result<SetCookies, AuthError> {
        let (access_age, refresh_age) =
            (Duration::seconds(pair.expires_in), Duration::seconds(pair.refresh_expires_in));
        let mut cookies = vec![set(self.config(), Held::Access, &pair.access_token, access_age)?];
        if let Some(token) = &pair.refresh_token {
            cookies.push(set(self.config(), Held::Refresh, token, refresh_age)?);
        }
        Ok(SetCookies(cookies))
    }

    /// Removes both (`remove_cookies` of fastapi-fastauth).
    pub fn remove_cookies(&self) -> SetCookies {
        let remove = |held| set(self.config(), held, "", Duration::ZERO).ok();
        SetCookies([Held::Access, Held::Refresh].into_iter().filter_map(remove).collect())
    }
}

fn set(
    config: &FastAuthConfig,
    held: Held,
    token: &str,
    max_age: Duration,
) -> Result<HeaderValue, AuthError> {
    let name = name(config, held);
    if name.len() + token.len() > MAX_BYTES {
        return Err(AuthError::Internal(format!("a token is too long for the cookie `{name}`")));
    }
    let same_site = match (held, config.cookie_same_site) {
        // Nothing but the service's own pages asks for a refresh.
        (Held::Refresh, CookieSameSite::Lax | CookieSameSite::Strict) | (_, CookieSameSite::Strict) => {
            SameSite::Strict
        }
        (Held::Access, CookieSameSite::Lax) => SameSite::Lax,
        (_, CookieSameSite::None) => SameSite::None,
    };
    let mut cookie = Cookie::build((name, token))
        .path(config.cookie_path.as_str())
        .secure(config.cookie_secure)
        .http_only(true)
        .same_site(same_site)
        .max_age(max_age.min(Duration::days(400)));
    if let Some(domain) = &config.cookie_domain {
        cookie = cookie.domain(domain.as_str());
    }
    HeaderValue::try_from(cookie.build().to_string())
        .map_err(|_| AuthError::Internal("a token has characters that no cookie has".to_owned()))
}
