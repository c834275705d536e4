//! Somebody who was sent to a provider, and has not come back yet: kept by their own browser, sealed.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::credential::{Sealer, random_text};

/// What [`Pending::seal`] is sealed to, beside the provider.
const PLACE: &str = "oauth state";

/// What is known of somebody who was sent to a provider.
///
/// It is in a cookie of the browser that asked, so that nothing has to be stored of those who do not come back; sealed, so
/// that the browser neither reads nor changes it; and good once, since its state is noted where it is used.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pending {
    /// What comes back with the answer.
    pub(crate) state: String,
    /// What an ID token has to hold.
    pub(crate) nonce: String,
    /// What the code is exchanged with (RFC 7636).
    pub(crate) code_verifier: String,
    /// Where the provider was told to send them.
    pub(crate) redirect_uri: String,
    /// Where they want to go in the end.
    pub(crate) redirect_to: Option<String>,
    /// Who links the provider's account to their own; nobody, where somebody signs in.
    pub(crate) linked_by: Option<LinkedBy>,
    /// In seconds since 1970.
    expires_at: i64,
}

/// The user who links an account at a provider, and the session they do it in.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct LinkedBy {
    pub(crate) user: String,
    pub(crate) session: Uuid,
}

impl Pending {
    /// Somebody who is about to be sent: with a state, a nonce and a verifier of 32 random bytes each.
    pub(crate) fn new(
        redirect_uri: String,
        redirect_to: Option<String>,
        linked_by: Option<LinkedBy>,
        expires_at: OffsetDateTime,
    ) -> Result<Self, getrandom::Error> {
        Ok(Self {
            state: random_text()?,
            nonce: random_text()?,
            code_verifier: random_text()?,
            redirect_uri,
            redirect_to,
            linked_by,
            expires_at: expires_at.unix_timestamp(),
        })
    }

    /// For the cookie. One of some users' and a provider's is none of others'.
    pub(crate) fn seal(&self, sealer: &Sealer, users: &str, provider: &str) -> Option<String> {
        sealer.seal(&serde_json::to_string(self).ok()?, &[PLACE, users, provider]).ok()
    }

    /// Who a cookie says was sent to this provider, if it is one of the library's, not expired, and of this state.
    pub(crate) fn open(
        sealer: &Sealer,
        users: &str,
        provider: &str,
        sealed: &str,
        state: &str,
        now: OffsetDateTime,
    ) -> Option<Self> {
        let text = sealer.open(sealed, &[PLACE, users, provider])?;
        let pending: Self = serde_json::from_str(&text).ok()?;
        let is_same =
            aws_lc_rs::constant_time::verify_slices_are_equal(pending.state.as_bytes(), state.as_bytes());
        (is_same.is_ok() && now.unix_timestamp() < pending.expires_at).then_some(pending)
    }

    /// When it expires.
    pub(crate) fn expires_at(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.expires_at).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// Whether a text could be a state: what is none names no cookie.
pub(crate) fn is_state(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
