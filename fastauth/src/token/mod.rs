//! What a client carries: tokens, and the sessions that stand behind every one of them.

mod claims;
mod jwt;
mod session;
mod strategy;

pub use claims::{AccessClaims, RefreshClaims};
pub use jwt::JwtStrategy;
pub use session::{EndedSession, NewSession, Presented, Rotated, Rotation, Session, SessionId};
pub use strategy::{TokenError, TokenFuture, TokenPair, TokenStrategy};
