//! Requests that a browser makes for another site's page.
//!
//! By what browsers say of a request themselves (`Sec-Fetch-Site`, and `Origin` where they are too old for it): the
//! way of Go's `http.CrossOriginProtection`, which OWASP's CSRF Prevention Cheat Sheet describes as well. No token
//! has to be sent along.

use http::header::{ORIGIN, REFERER};
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::config::FastAuthConfig;
use crate::error::AuthError;

/// Refuses a request that could change something by a cookie, unless the browser says that a page of the
/// service's own, or of a trusted origin, makes it. One that says nothing is refused, too.
pub(super) fn check_cookie(parts: &Parts, config: &FastAuthConfig) -> Result<(), AuthError> {
    if is_safe(&parts.method) || from_where(&parts.headers, config) == From::Here {
        return Ok(());
    }
    Err(AuthError::CrossSite)
}

/// Refuses a request that another site's page makes: for what signs somebody in, and needs no cookie for
/// it. Whoever is no browser says nothing, and passes.
pub(crate) fn check_public(parts: &Parts, config: &FastAuthConfig) -> Result<(), AuthError> {
    match from_where(&parts.headers, config) {
        From::Here | From::Unsaid => Ok(()),
        From::Elsewhere => Err(AuthError::CrossSite),
    }
}

/// Refuses a page that another site sends its visitor to, unless that is a trusted origin: a link says where it is by
/// `Referer` only. Whoever typed the address, or followed a link of the service's own, passes.
pub(crate) fn check_navigation(parts: &Parts, config: &FastAuthConfig) -> Result<(), AuthError> {
    let site = parts.headers.get("sec-fetch-site").map(|site| site.as_bytes());
    let referer = parts.headers.get(REFERER).and_then(|referer| origin_of(referer.to_str().ok()?));
    let is_trusted = |origin: &String| own_origins(config).any(|own| own == *origin);
    match (site, &referer) {
        (Some(b"none"), _) => Ok(()),
        (_, Some(origin)) if is_trusted(origin) => Ok(()),
        // Of browsers that say no more, the page says it.
        (None, Some(_)) => Err(AuthError::CrossSite),
        _ => check_public(parts, config),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Here,
    Elsewhere,
    Unsaid,
}

fn from_where(headers: &HeaderMap, config: &FastAuthConfig) -> From {
    let origin = headers.get(ORIGIN);
    let trusted =
        origin.is_some_and(|origin| own_origins(config).any(|own| own.as_bytes() == origin.as_bytes()));
    match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
        Some(b"same-origin") => From::Here,
        _ if trusted => From::Here,
        Some(_) => From::Elsewhere,
        None if origin.is_some() => From::Elsewhere,
        None => From::Unsaid,
    }
}

/// The origins whose pages are the service's own, or as good.
fn own_origins(config: &FastAuthConfig) -> impl Iterator<Item = String> {
    config.trusted_origins.iter().chain(&config.public_base_url).filter_map(|own| origin_of(own))
}

/// RFC 9110 section 9.2.1.
fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE].contains(method)
}

/// The origin of a URL, as browsers write it (RFC 6454 section 6.2): without the port that goes without saying.
fn origin_of(url: &str) -> Option<String> {
    let origin = url::Url::parse(url).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}
