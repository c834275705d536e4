//! Events in the log.

use time::format_description::well_known::Rfc3339;

use super::SecurityEvent;

/// The target of every event in the log: `RUST_LOG=fastauth::audit=info` lets them through.
pub const LOG_TARGET: &str = "fastauth::audit";

/// One record, whose fields are the event's.
pub(crate) fn log(event: &SecurityEvent) {
    macro_rules! record {
        ($level:ident) => {
            tracing::$level!(
                target: LOG_TARGET,
                kind = event.kind.name(),
                id = %event.id,
                at = event.at.format(&Rfc3339).unwrap_or_default(),
                outcome = event.outcome.name(),
                actor = event.actor.as_deref(),
                subject = event.subject.as_deref(),
                session = event.session.as_deref(),
                identifier = event.identifier.as_deref(),
                ip = event.ip.map(|ip| ip.to_string()),
                user_agent = event.user_agent.as_deref(),
                reason = event.reason,
                detail = event.detail.as_deref(),
                "security event"
            )
        };
    }
    if event.kind.is_alarming() {
        record!(warn);
    } else {
        record!(info);
    }
}
