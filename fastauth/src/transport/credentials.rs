//! The credential of a request: by the transports that are configured, in their order.

use http::request::Parts;

use super::cookie::Held;
use super::{bearer, cookie, cross_site};
use crate::config::{FastAuthConfig, TokenLocation};
use crate::error::AuthError;

/// The access token of a request that must bring one.
pub(crate) fn required(parts: &Parts, config: &FastAuthConfig) -> Result<String, AuthError> {
    optional(parts, config)?.ok_or(AuthError::TokenRequired)
}

/// The access token of a request, if it brings a credential at all.
///
/// The first location that has one decides: a bad token in the header is not made good by a cookie. What
/// comes by a cookie may change something only from the service's own pages.
pub(crate) fn optional(parts: &Parts, config: &FastAuthConfig) -> Result<Option<String>, AuthError> {
    for location in &config.token_locations {
        match location {
            TokenLocation::Bearer => {
                if let Some(token) = bearer::optional(&parts.headers)? {
                    return Ok(Some(token.to_owned()));
                }
            }
            TokenLocation::Cookie => {
                if let Some(token) = cookie::token(&parts.headers, config, Held::Access)? {
                    cross_site::check_cookie(parts, config)?;
                    return Ok(Some(token));
                }
            }
        }
    }
    Ok(None)
}

/// The refresh token in a request's cookies, if that is where tokens may be.
pub(crate) fn refresh_cookie(parts: &Parts, config: &FastAuthConfig) -> Result<Option<String>, AuthError> {
    if !config.token_locations.contains(&TokenLocation::Cookie) {
        return Ok(None);
    }
    let token = cookie::token(&parts.headers, config, Held::Refresh)?;
    if token.is_some() {
        cross_site::check_cookie(parts, config)?;
    }
    Ok(token)
}

/// The bearer token of a request, if that is where tokens may be.
pub(crate) fn bearer<'a>(parts: &'a Parts, config: &FastAuthConfig) -> Result<Option<&'a str>, AuthError> {
    if config.token_locations.contains(&TokenLocation::Bearer) {
        bearer::optional(&parts.headers)
    } else {
        Ok(None)
    }
}

/// Whether a refresh token is in a request's cookies, from whichever page it comes.
pub(crate) fn has_refresh_cookie(parts: &Parts, config: &FastAuthConfig) -> bool {
    has_cookie(parts, config, Held::Refresh)
}

/// Whether any token is in a request's cookies.
pub(crate) fn has_cookies(parts: &Parts, config: &FastAuthConfig) -> bool {
    has_cookie(parts, config, Held::Access) || has_cookie(parts, config, Held::Refresh)
}

fn has_cookie(parts: &Parts, config: &FastAuthConfig, held: Held) -> bool {
    config.token_locations.contains(&TokenLocation::Cookie)
        && !matches!(cookie::token(&parts.headers, config, held), Ok(None))
}
