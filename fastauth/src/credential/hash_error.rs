//! What keeps a password from being hashed.

/// Why there is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting already.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    /// bcrypt cannot tell this password from others: it is too long, or holds a NUL.
    #[error("bcrypt cannot hash this password without cutting it")]
    NotForBcrypt,
    /// It could not be computed.
    #[error("the password could not be hashed")]
    Failed,
}
