//! `Authorization: Bearer …` (RFC 6750 section 2.1): the one place that a token is read from. Not the
//! query, not a form.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::error::AuthError;

/// The token of a request that must bring one.
pub(crate) fn required(headers: &HeaderMap) -> Result<&str, AuthError> {
    optional(headers)?.ok_or(AuthError::TokenRequired)
}

/// The token of a request, if it brings any credential at all.
///
/// Two `Authorization` headers are refused: which one counts would depend on who reads them.
pub(crate) fn optional(headers: &HeaderMap) -> Result<Option<&str>, AuthError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (value, more) = (values.next(), values.next());
    let Some(value) = value else { return Ok(None) };
    if more.is_some() {
        return Err(AuthError::InvalidToken);
    }
    let (scheme, token) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(AuthError::InvalidToken)?;
    let token = token.trim_matches(' ');
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
        Ok(Some(token))
    } else {
        Err(AuthError::InvalidToken)
    }
}
