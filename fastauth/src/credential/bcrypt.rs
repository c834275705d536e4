//! bcrypt: hashes that were made elsewhere, and new ones for those who ask.

use super::hash_error::HashError;

/// What bcrypt reads of a password. A longer one is refused, never cut.
pub(super) const MAX_PASSWORD_BYTES: usize = 72;

/// What a new hash costs where nobody says otherwise.
pub(super) const COST: u32 = 12;

/// A stored hash of a higher cost is refused: each step doubles the time, and 16 takes seconds.
const MAX_COST: u32 = 15;

pub(super) fn is_bcrypt(stored: &str) -> bool {
    ["$2a$", "$2b$", "$2y$"].iter().any(|prefix| stored.starts_with(prefix))
}

pub(super) fn hash(password: &[u8], cost: u32) -> Result<String, HashError> {
    if !is_readable(password) {
        return Err(HashError::NotForBcrypt);
    }
    ::bcrypt::hash(password, cost).map_err(|_| HashError::Failed)
}

/// Whether `password` is the one behind `stored`, and what that hash's cost is; nothing where no hash
/// was computed.
pub(super) fn verify(password: &[u8], stored: &str) -> Option<(bool, u32)> {
    // Slicing by bytes is what the crate does, too: a stored string of another form is no hash.
    let parts: ::bcrypt::HashParts = stored.is_ascii().then(|| stored.parse().ok()).flatten()?;
    if parts.get_cost() > MAX_COST || !is_readable(password) {
        return None;
    }
    Some((::bcrypt::verify(password, stored).ok()?, parts.get_cost()))
}

/// bcrypt repeats a password, with a NUL behind it, until it has 72 bytes: `x` and `x\0x` are one
/// password to it, and so are any two that agree in their first 72 bytes.
fn is_readable(password: &[u8]) -> bool {
    password.len() <= MAX_PASSWORD_BYTES && !password.contains(&0)
}
