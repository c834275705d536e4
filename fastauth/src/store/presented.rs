//! Who is behind a token, as a sub-select of the statement that loads the user.

use super::one_time_token_table::OneTimeTokenTable;
use super::session_table::SessionTable;
use super::statement::Statement;
use crate::model::AuthUser;
use crate::token::Presented;

/// Whose a token is: no row, which is nobody, where it is good for nothing any more.
#[must_use]
pub fn holder_of<U: AuthUser>(presented: Presented) -> Statement {
    let sessions = SessionTable::of::<U>();
    match presented {
        Presented::Access { session, digest, now } => sessions.user_of(session, digest, now),
        Presented::Refresh(rotation) => sessions.refreshing_user(rotation),
        Presented::OneTime { digest, now } => OneTimeTokenTable::of::<U>().user_of(digest, now),
    }
}
