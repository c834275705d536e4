//! What the header of a token may say.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

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
    _others: OwnMembers,
}

impl StrictHeader {
    /// Reads one as it is in a token; none where it says what it may not.
    pub(super) fn read(encoded: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()
    }

    /// Whether it is of a token of this `typ`, which may be written as a media type (RFC 9068 section 4).
    pub(super) fn is_of(&self, typ: &str) -> bool {
        self.typ.strip_prefix("application/").unwrap_or(&self.typ) == typ
    }
}

/// Members of an application's own, each once (RFC 7515 section 4). What they say is the application's.
struct OwnMembers;

impl<'de> Deserialize<'de> for OwnMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for OwnMembers {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("members of an application's own")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut names = BTreeSet::new();
        while let Some((name, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
            if !is_own_header(&name) || !names.insert(name) {
                return Err(A::Error::custom("a member that is none, or is there twice"));
            }
        }
        Ok(self)
    }
}
