//! What the header of a token may say.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use crate::token::claims::if_there_a_text;
use crate::token::options::is_own_header;

/// The members that a header may have. Any other (`crit`, `jwk`, `jku`, `x5u`, `zip`, `b64`, …) asks
/// for something that is not done here, and refuses the token; unless its name is an application's own.
#[derive(Deserialize)]
pub(super) struct StrictHeader {
    pub(super) alg: String,
    typ: String,
    #[serde(default, deserialize_with = "if_there_a_text")]
    pub(super) kid: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

impl StrictHeader {
    /// Reads one as it is in a token; none where it says what it may not.
    pub(super) fn read(encoded: &str) -> Option<Self> {
        let json = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let header: Self = serde_json::from_slice(&json).ok()?;
        header.others.keys().all(|name| is_own_header(name)).then_some(header)
    }

    /// Whether it is of a token of this `typ`, which may be written as a media type (RFC 9068 section 4).
    pub(super) fn is_of(&self, typ: &str) -> bool {
        self.typ.strip_prefix("application/").unwrap_or(&self.typ) == typ
    }
}
