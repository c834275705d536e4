//! What is known of an event where it happens.

use std::fmt::Display;

use time::{OffsetDateTime, UtcOffset};
use uuid::Uuid;

use super::event::{EventOutcome, SecurityEvent, escaped};
use super::{Pseudonyms, SecurityEventKind};
use crate::hooks::HookContext;
use crate::token::SessionId;

/// The longest id, in bytes: the column on MySQL is no longer.
const LONGEST_ID: usize = 191;
/// The longest of other texts, in bytes.
const LONGEST_TEXT: usize = 1024;
/// The longest detail, in bytes: as much as a body holds by default, so that every permission in one is named.
const LONGEST_DETAIL: usize = 16 * 1024;

/// An event about to be told; the request that it happens in adds the rest.
#[derive(Debug, Clone)]
#[must_use = "nobody is told of it"]
pub(crate) struct Report {
    kind: SecurityEventKind,
    outcome: EventOutcome,
    actor: Option<String>,
    subject: Option<String>,
    session: Option<SessionId>,
    identifier: Option<String>,
    reason: Option<&'static str>,
    detail: Option<String>,
}

impl Report {
    /// It is done.
    pub(crate) fn of(kind: SecurityEventKind) -> Self {
        let (outcome, actor, subject) = (EventOutcome::Success, None, None);
        Self { kind, outcome, actor, subject, session: None, identifier: None, reason: None, detail: None }
    }

    /// It was refused, for this reason.
    pub(crate) fn refused(kind: SecurityEventKind, reason: &'static str) -> Self {
        Self { outcome: EventOutcome::Failure, ..Self::of(kind) }.because(reason)
    }

    /// Who did it, where that is not who is signed in.
    pub(crate) fn by(mut self, actor: impl Display) -> Self {
        self.actor = Some(actor.to_string());
        self
    }

    /// The same, where somebody did.
    pub(crate) fn by_whom(self, actor: Option<impl Display>) -> Self {
        match actor {
            Some(actor) => self.by(actor),
            None => self,
        }
    }

    /// Whom it is about.
    pub(crate) fn about(mut self, subject: impl Display) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    /// Which session it is about.
    pub(crate) fn in_session(mut self, session: SessionId) -> Self {
        self.session = Some(session);
        self
    }

    /// What [`Pseudonyms::login`] makes of what was typed.
    pub(crate) fn identified_by(mut self, pseudonym: String) -> Self {
        self.identifier = Some(pseudonym);
        self
    }

    pub(crate) fn because(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The event, in this request.
    pub(crate) fn event(
        self,
        at: OffsetDateTime,
        context: HookContext,
        pseudonyms: &Pseudonyms,
    ) -> SecurityEvent {
        let cut = |text: Option<String>, longest| text.map(|text| escaped(&text, longest));
        let session = self.session.or(context.session);
        SecurityEvent {
            id: Uuid::now_v7(),
            kind: self.kind,
            at: at.to_offset(UtcOffset::UTC),
            outcome: self.outcome,
            actor: cut(self.actor.or(context.actor), LONGEST_ID),
            subject: cut(self.subject, LONGEST_ID),
            session: session.map(|session| pseudonyms.session(session)),
            identifier: self.identifier,
            ip: context.ip,
            user_agent: cut(context.user_agent, LONGEST_TEXT),
            reason: self.reason,
            detail: cut(self.detail, LONGEST_DETAIL),
        }
    }
}
