//! Who makes a request, as its hooks and events are told of it.

use http::HeaderMap;
use http::header::{ORIGIN, USER_AGENT};
use http::request::Parts;

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::hooks::HookContext;
use crate::model::{AuthUser, Policy};
use crate::store::Key;
use crate::store::key::AnyKey;
use crate::token::SessionId;
use crate::transport::client_address;

/// The user whom a gate has found behind a request's token. It is text only where somebody asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Actor {
    table: &'static str,
    id: AnyKey,
    session: SessionId,
}

impl Actor {
    /// Notes the user for whatever is behind the gate.
    pub(crate) fn note<U: AuthUser>(parts: &mut Parts, id: U::Id, session: SessionId) {
        parts.extensions.insert(Self { table: U::TABLE.name, id: id.any(), session });
    }

    /// The same, for a token that names its user.
    pub(crate) fn note_subject<U: AuthUser>(parts: &mut Parts, subject: &str, session: SessionId) {
        if let Some(id) = U::Id::parse(subject) {
            Self::note::<U>(parts, id, session);
        }
    }

    /// One number may be a user of each table.
    fn name_for<U: AuthUser>(self) -> String {
        if self.table == U::TABLE.name { self.id.to_string() } else { format!("{}:{}", self.table, self.id) }
    }
}

/// What is known of a request where it arrives.
pub(crate) fn context<U: AuthUser>(auth: &FastAuth<U>, parts: &Parts) -> HookContext {
    let actor = parts.extensions.get::<Actor>();
    HookContext {
        ip: client_address(parts, auth.config()),
        user_agent: header(&parts.headers, USER_AGENT),
        actor: actor.map(|actor| actor.name_for::<U>()),
        session: actor.map(|actor| actor.session),
    }
}

fn header(headers: &HeaderMap, name: http::HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    Some(text.chars().take(255).collect())
}

/// Tells of a request that was refused since another site makes it.
pub(crate) async fn told<U: AuthUser, T>(
    auth: &FastAuth<U>,
    parts: &Parts,
    answer: Result<T, AuthError>,
) -> Result<T, AuthError> {
    if let Err(AuthError::CrossSite) = answer {
        let report = Report::refused(SecurityEventKind::CrossSiteRefused, "cross_site");
        let report = header(&parts.headers, ORIGIN).into_iter().fold(report, Report::detail);
        auth.in_context(context(auth, parts)).tell_aside(report).await;
    }
    answer
}

/// Tells of a user who passes no policy.
pub(crate) fn denied<U: AuthUser>(auth: &FastAuth<U>, parts: &Parts, policy: &Policy) -> AuthError {
    let report = Report::refused(SecurityEventKind::AccessDenied, "forbidden").detail(policy.to_string());
    auth.in_context(context(auth, parts)).note(report);
    AuthError::Forbidden
}
