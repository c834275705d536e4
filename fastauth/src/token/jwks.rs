//! The public keys that others verify access tokens with.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The members of a public key (RFC 7517 section 4): `kty`, `use`, `alg`, `kid`, and the key's own.
pub type Jwk = Map<String, Value>;

/// A set of public keys (RFC 7517 section 5): what [`FastAuth::jwks`](crate::FastAuth::jwks) has, and
/// `GET /.well-known/jwks.json` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The keys, that which signs first.
    pub keys: Vec<Jwk>,
}
