//! What happens to accounts, as those who watch over a service are told of it.
//!
//! Each [`SecurityEvent`] goes to the log, under the target [`LOG_TARGET`]; to the hook
//! [`on_security_event`](crate::AuthHooks::on_security_event); and, where
//! [`audit_table`](crate::FastAuthConfig::audit_table) asks for it, into the table `fastauth_user_events`. All three are
//! told the same. The kinds are those of [`SecurityEventKind`].
//!
//! **When.** A change is told of once it is committed, before its own hook `on_after_…`, though its client is gone; one that
//! was rolled back is not. A refusal is told of beside the answer, which does not wait for it. What fails here is an error in
//! the log, and changes no answer. [`finish_background`](crate::FastAuth::finish_background) waits for what is under way.
//!
//! **Not in it:** passwords, tokens, and what was typed as a login (people type passwords there): a hash takes its place, and
//! the place of a session's id, by keys of the configured secret's. Another secret makes other hashes. What clients choose is
//! escaped: nothing in an event begins a new line, or speaks to a terminal.
//!
//! **The table** is only ever added to. Nothing refers to it and it refers to nothing: a user's events outlive the user, and
//! how long they are kept is the service's to decide. Grant the service's database user `INSERT` on it and nothing else, and
//! whoever takes the service over rewrites no history; another user makes the table then, by
//! [`table_definitions`](crate::FastAuth::table_definitions), and reads it.

mod event;
mod kind;
mod log;
mod pseudonym;
mod report;

pub use event::{EventOutcome, SecurityEvent};
pub use kind::SecurityEventKind;
pub use log::LOG_TARGET;
pub(crate) use log::log;
pub(crate) use pseudonym::Pseudonyms;
pub(crate) use report::Report;
