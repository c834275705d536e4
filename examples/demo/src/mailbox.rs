//! What would be mailed, kept in memory for whoever tries the demo.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Query, State};
use fastauth::Clock;
use fastauth::credential::TokenPurpose;
use fastauth::extract::Json;
use fastauth::prelude::*;
use serde::{Deserialize, Serialize};

use crate::models::{OAuthAccount, User};

/// Where mail ends up; the hooks put it there.
#[derive(Clone, Default)]
pub struct Mailbox {
    /// What the links begin with.
    base_url: Arc<str>,
    mails: Option<Arc<Mutex<Vec<Mail>>>>,
}

/// What would be mailed.
#[derive(Clone, Serialize)]
pub struct Mail {
    pub to: String,
    /// `verify`, `reset`, `invite`, `email_change`, or a notice that carries no token.
    pub kind: &'static str,
    pub token: Option<String>,
    pub link: Option<String>,
    #[serde(serialize_with = "time::serde::rfc3339::serialize")]
    pub sent_at: OffsetDateTime,
}

impl Mailbox {
    /// One whose links begin with this.
    pub fn new(base_url: &str) -> Self {
        Self { base_url: base_url.trim_end_matches('/').into(), mails: Some(Arc::default()) }
    }

    /// Keeps nothing.
    pub fn closed() -> Self {
        Self::default()
    }

    /// What was sent to an address, the newest last; nothing where it keeps none.
    pub fn sent_to(&self, email: &str) -> Option<Vec<Mail>> {
        let mails = self.mails.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        Some(mails.iter().filter(|mail| mail.to == email).cloned().collect())
    }

    fn send(&self, to: &str, kind: &'static str, token: Option<(TokenPurpose, &OneTimeToken)>) -> HookResult {
        if let Some(mails) = &self.mails {
            let mail = Mail {
                to: to.to_owned(),
                kind,
                token: token.map(|(_, token)| token.expose().to_owned()),
                link: token.map(|(purpose, token)| token.link(&self.base_url, purpose)),
                sent_at: Clock::system().now(),
            };
            mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
        }
        Ok(())
    }
}

impl AuthHooks<User> for Mailbox {
    async fn on_after_request_verify(
        &self,
        user: &User,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        self.send(&user.email, "verify", Some((TokenPurpose::Verify, token)))
    }

    async fn on_after_email_reused(&self, user: &User, _context: &HookContext) -> HookResult {
        self.send(&user.email, "email_reused", None)
    }

    async fn on_after_request_email_change(
        &self,
        _user: &User,
        new_email: &str,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        self.send(new_email, "email_change", Some((TokenPurpose::EmailChange, token)))
    }

    async fn on_after_forgot_password(
        &self,
        user: &User,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        self.send(&user.email, "reset", Some((TokenPurpose::Reset, token)))
    }

    async fn on_after_invite(&self, user: &User, token: &OneTimeToken, _context: &HookContext) -> HookResult {
        self.send(&user.email, "invite", Some((TokenPurpose::Invite, token)))
    }

    async fn on_after_email_changed(
        &self,
        _user: &User,
        old_email: &str,
        _context: &HookContext,
    ) -> HookResult {
        self.send(old_email, "email_changed", None)
    }

    async fn on_after_reset_password(&self, user: &User, _context: &HookContext) -> HookResult {
        self.send(&user.email, "password_changed", None)
    }

    async fn on_after_change_password(&self, user: &User, _context: &HookContext) -> HookResult {
        self.send(&user.email, "password_changed", None)
    }

    async fn on_after_provider_linked(
        &self,
        user: &User,
        _account: &OAuthAccount,
        _context: &HookContext,
    ) -> HookResult {
        self.send(&user.email, "provider_linked", None)
    }

    async fn on_after_provider_unlinked(
        &self,
        user: &User,
        _account: &OAuthAccount,
        _context: &HookContext,
    ) -> HookResult {
        self.send(&user.email, "provider_unlinked", None)
    }
}

#[derive(Deserialize)]
pub(crate) struct To {
    to: String,
}

/// What was sent to an address. For trying the demo: whoever can ask can read it.
#[public]
pub(crate) async fn read_mailbox(
    State(mailbox): State<Mailbox>,
    query: Result<Query<To>, axum::extract::rejection::QueryRejection>,
) -> Result<([(&'static str, &'static str); 1], Json<Vec<Mail>>), AuthError> {
    let Ok(Query(To { to })) = query else { return Err(AuthError::NotFound) };
    let mails = mailbox.sent_to(&to).ok_or(AuthError::NotFound)?;
    Ok(([("cache-control", "no-store")], Json(mails)))
}
