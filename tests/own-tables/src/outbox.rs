//! What the service mails.

use std::sync::{Arc, Mutex, PoisonError};

use fastauth::credential::TokenPurpose;
use fastauth::prelude::*;

use crate::models::Person;

/// What is mailed, kept where a program that sends it finds it.
#[derive(Clone, Default)]
pub struct Outbox(Arc<Mutex<Vec<Mail>>>);

/// A mail, and the token in it.
#[derive(Clone)]
pub struct Mail {
    pub to: String,
    pub purpose: TokenPurpose,
    pub token: String,
}

impl Outbox {
    /// The token of the newest mail to an address.
    pub fn newest(&self, to: &str) -> Option<Mail> {
        let mails = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        mails.iter().rfind(|mail| mail.to == to).cloned()
    }

    fn send(&self, to: &str, purpose: TokenPurpose, token: &OneTimeToken) -> HookResult {
        let mail = Mail { to: to.to_owned(), purpose, token: token.expose().to_owned() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
        Ok(())
    }
}

impl AuthHooks<Person> for Outbox {
    async fn on_after_request_verify(
        &self,
        person: &Person,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        self.send(&person.mail_address, TokenPurpose::Verify, token)
    }

    async fn on_after_request_email_change(
        &self,
        _person: &Person,
        new_address: &str,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        self.send(new_address, TokenPurpose::EmailChange, token)
    }

    async fn on_after_forgot_password(
        &self,
        person: &Person,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        self.send(&person.mail_address, TokenPurpose::Reset, token)
    }

    async fn on_after_invite(
        &self,
        person: &Person,
        token: &OneTimeToken,
        _context: &HookContext,
    ) -> HookResult {
        self.send(&person.mail_address, TokenPurpose::Invite, token)
    }
}
