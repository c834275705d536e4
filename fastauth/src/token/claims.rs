//! What the tokens of a session say.

use serde::{Deserialize, Deserializer, Serialize};

use super::{OwnClaims, SessionId};

/// The claims of an access token (RFC 7519 section 4.1, RFC 9068 section 2.2): what
/// `#[require_token]` hands to a handler.
///
/// No e-mail, no name, no role, unless the model wants it (`#[auth(claim)]`): a token is readable by whoever holds
/// it, and what it said at login may no longer be true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Who made it.
    pub iss: String,
    /// The user's id.
    pub sub: String,
    /// Who it is for.
    pub aud: String,
    /// When it was made: seconds since 1970, UTC.
    pub iat: i64,
    /// When it ends: seconds since 1970, UTC.
    pub exp: i64,
    /// Not valid before: seconds since 1970, UTC. The library sets none, and heeds one.
    #[serde(default, deserialize_with = "if_there_a_number", skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Its own name.
    pub jti: String,
    /// The `jwt_client_id` of the configuration, where it has one.
    #[serde(default, deserialize_with = "if_there_a_text", skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The session that it belongs to.
    pub sid: SessionId,
    /// Which users it is for, where a program has several kinds: the name of their table.
    pub realm: String,
    /// `access`: kept from fastapi-fastauth. What tells the kinds apart is their key, audience and `typ`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The application's own: fields of the user marked `#[auth(claim)]`, and what
    /// [`TokenOptions::claim`](super::TokenOptions::claim) adds.
    #[serde(flatten)]
    pub own: OwnClaims,
}

/// The claims of a refresh token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefreshClaims {
    /// Who made it.
    pub iss: String,
    /// The user's id.
    pub sub: String,
    /// Who it is for.
    pub aud: String,
    /// When it was made: seconds since 1970, UTC.
    pub iat: i64,
    /// When it ends: seconds since 1970, UTC.
    pub exp: i64,
    /// Not valid before: seconds since 1970, UTC. The library sets none, and heeds one.
    #[serde(default, deserialize_with = "if_there_a_number", skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Its own name.
    pub jti: String,
    /// The session that it belongs to.
    pub sid: SessionId,
    /// Which users it is for, where a program has several kinds: the name of their table.
    pub realm: String,
    /// Which of the session's refresh tokens it is; less than 0 for one that was replaced so long ago that nobody knows.
    pub rot: i32,
    /// `refresh`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The application's own: fields of the user marked `#[auth(claim)]`, and what
    /// [`TokenOptions::claim`](super::TokenOptions::claim) adds.
    #[serde(flatten)]
    pub own: OwnClaims,
}

/// A claim that may be left out, and may not be null.
fn if_there_a_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    i64::deserialize(deserializer).map(Some)
}

/// A member that may be left out, and may not be null.
pub(super) fn if_there_a_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}
