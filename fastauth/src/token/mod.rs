//! What a client carries: tokens, and the sessions that stand behind every one of them.

mod claims;
pub(crate) mod database;
mod jwks;
mod jwt;
pub(crate) mod opaque;
mod options;
mod session;
mod store;
mod strategy;

pub use crate::credential::TokenDigest;
pub use claims::{AccessClaims, RefreshClaims};
pub use database::DatabaseTokens;
pub use jwks::{Jwk, JwkSet};
pub use jwt::{JwtStrategy, JwtTokens};
pub use options::{OwnClaims, TokenOptions};
pub use session::{
    EndedSession, ListedSession, NewSession, Presented, Rotated, Rotation, Session, SessionId, StoredTokens,
};
pub use store::{StoredToken, StoredTokenQuery, TokenStore};
pub use strategy::{
    IntoTokenStrategy, Issued, Located, StrategyParts, TokenError, TokenFuture, TokenPair, TokenStrategy,
};
