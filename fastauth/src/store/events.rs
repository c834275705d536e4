//! The table of what happened to users: it is added to, and nothing else.

use super::statement::{Statement, statement};
use super::{Backend, StoreFuture, ddl};
use crate::events::SecurityEvent;
use crate::model::AuthUser;

/// What happened to the users of one kind.
pub trait EventStore<U: AuthUser>: Send + Sync {
    /// Adds an event.
    fn append_event(&self, event: &SecurityEvent) -> StoreFuture<'_, ()>;
    /// Makes the table, if it is not there yet.
    fn create_event_table(&self) -> StoreFuture<'_, ()>;
    /// The statement that it does so by.
    fn event_table_definition(&self) -> String;
}

impl<U: AuthUser, B: Backend> EventStore<U> for B {
    fn append_event(&self, event: &SecurityEvent) -> StoreFuture<'_, ()> {
        let statement = append::<U>(event);
        Box::pin(async move { self.execute_one(statement).await.map(drop) })
    }

    fn create_event_table(&self) -> StoreFuture<'_, ()> {
        self.batch(ddl::one_at_a_time(B::DIALECT, vec![ddl::events_of::<U>(B::DIALECT)]))
    }

    fn event_table_definition(&self) -> String {
        ddl::events_of::<U>(B::DIALECT)
    }
}

/// A plain `INSERT`, for which the right to insert is enough.
fn append<U: AuthUser>(event: &SecurityEvent) -> Statement {
    let reason = event.reason.map(str::to_owned);
    let ip = event.ip.map(|ip| ip.to_string());
    statement![
        "INSERT INTO "{U::TABLE.events}" ("{"id"}", "{"at"}", "{"kind"}", "{"outcome"}", "{"actor"}", "{"subject"}", "
        {"session"}", "{"identifier"}", "{"ip"}", "{"user_agent"}", "{"reason"}", "{"detail"}") VALUES ("
        (event.id)", "(event.at)", "(event.kind.name())", "(event.outcome.name())", "(event.actor.clone())", "
        (event.subject.clone())", "(event.session.clone())", "(event.identifier.clone())", "(ip)", "
        (event.user_agent.clone())", "(reason)", "(event.detail.clone())")"
    ]
}
