//! The gate that is open.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::{Access, AccessGate};

/// Lets everybody in. What `#[public]` puts before a handler's other extractors.
#[derive(Debug, Clone, Copy, Default)]
pub struct Public;

impl AccessGate for Public {
    fn access() -> Access {
        Access::Public
    }
}

impl<S: Sync> FromRequestParts<S> for Public {
    type Rejection = Infallible;

    async fn from_request_parts(_parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self)
    }
}
