//! What a client carries: tokens, and the sessions that stand behind every one of them.

mod claims;
mod jwt;
mod open_session;
mod session;
mod strategy;

pub use claims::{AccessClaims, RefreshClaims};
pub use jwt::JwtStrategy;
pub(crate) use open_session::open_session;
pub use session::{NewSession, Rotation, Session, SessionId};
pub use strategy::{TokenError, TokenFuture, TokenPair, TokenStrategy};
