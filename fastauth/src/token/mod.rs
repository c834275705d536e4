//! What a client carries: tokens, and the sessions that stand behind every one of them.

mod claims;
mod jwks;
mod jwt;
mod options;
mod session;
mod strategy;

pub use claims::{AccessClaims, RefreshClaims};
pub use jwks::{Jwk, JwkSet};
pub(crate) use jwt::JwtKeys;
pub use jwt::JwtStrategy;
pub use options::{OwnClaims, TokenOptions};
pub use session::{
    EndedSession, ListedSession, NewSession, Presented, Rotated, Rotation, Session, SessionId,
};
pub use strategy::{TokenError, TokenFuture, TokenPair, TokenStrategy};
