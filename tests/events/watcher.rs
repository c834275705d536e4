//! A hook, a log and a table that are told the same, and what they were told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use demo::models::User;
use diesel::deserialize::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl};
use fastauth::events::{LOG_TARGET, SecurityEvent};
use fastauth::prelude::*;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::support::app::{Options, options};
use crate::support::log::set_default;
use crate::support::{Kind, TestApp};

/// An event, by the names of its columns; what is none is not there.
pub type Row = BTreeMap<&'static str, String>;

/// An application that watches, and does with the tokens of mails what a mailbox would.
#[derive(Clone, Default)]
pub struct Watcher {
    events: Arc<Mutex<Vec<SecurityEvent>>>,
    contexts: Arc<Mutex<Vec<HookContext>>>,
    token: Arc<Mutex<String>>,
}

impl Watcher {
    /// What happened since it was last asked, once nothing is under way any more.
    pub async fn take(&self, app: &TestApp) -> Vec<SecurityEvent> {
        app.auth.finish_background().await;
        self.contexts.lock().unwrap().clear();
        std::mem::take(&mut self.events.lock().unwrap())
    }

    /// The context of the newest event.
    pub fn context(&self) -> HookContext {
        self.contexts.lock().unwrap().last().unwrap().clone()
    }

    /// The token of the newest mail.
    pub async fn mailed(&self, app: &TestApp) -> String {
        app.auth.finish_background().await;
        self.token.lock().unwrap().clone()
    }

    fn mail(&self, token: &OneTimeToken) -> HookResult {
        *self.token.lock().unwrap() = token.expose().to_owned();
        Ok(())
    }
}

impl AuthHooks<User> for Watcher {
    async fn on_security_event(&self, event: &SecurityEvent, context: &HookContext) -> HookResult {
        self.events.lock().unwrap().push(event.clone());
        self.contexts.lock().unwrap().push(context.clone());
        Ok(())
    }

    async fn on_after_request_verify(&self, _: &User, token: &OneTimeToken, _: &HookContext) -> HookResult {
        self.mail(token)
    }

    async fn on_after_request_email_change(
        &self,
        _: &User,
        _: &str,
        token: &OneTimeToken,
        _: &HookContext,
    ) -> HookResult {
        self.mail(token)
    }

    async fn on_after_forgot_password(&self, _: &User, token: &OneTimeToken, _: &HookContext) -> HookResult {
        self.mail(token)
    }

    async fn on_after_invite(&self, _: &User, token: &OneTimeToken, _: &HookContext) -> HookResult {
        self.mail(token)
    }
}

/// The options of a service with the table.
pub fn audited() -> Options {
    let mut options = options();
    options.config.audit_table = true;
    options
}

/// A service that is watched, with the table.
pub async fn watched(kind: Kind) -> (TestApp, Watcher) {
    let watcher = Watcher::default();
    (TestApp::start_with_hooks(kind, audited(), watcher.clone()).await, watcher)
}

/// An event of the hook's.
pub fn row(event: &SecurityEvent) -> Row {
    let ip = event.ip.map(|ip| ip.to_string());
    let columns = [
        ("id", Some(event.id.simple().to_string())),
        ("at", Some(micros(event.at).to_string())),
        ("kind", Some(event.kind.name().to_owned())),
        ("outcome", Some(event.outcome.name().to_owned())),
        ("actor", event.actor.clone()),
        ("subject", event.subject.clone()),
        ("session", event.session.clone()),
        ("identifier", event.identifier.clone()),
        ("ip", ip),
        ("user_agent", event.user_agent.clone()),
        ("reason", event.reason.map(str::to_owned)),
        ("detail", event.detail.clone()),
    ];
    columns.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn micros(at: OffsetDateTime) -> i128 {
    at.unix_timestamp_nanos() / 1_000
}

/// The records of the audit's target, by their fields; what this thread logs, on a current-thread runtime.
#[derive(Clone, Default)]
pub struct Records(Arc<Mutex<Vec<Row>>>);

impl Records {
    pub fn capture() -> (Self, DefaultGuard) {
        let records = Self::default();
        let subscriber = Registry::default().with(records.clone());
        (records, set_default(subscriber))
    }

    pub fn take(&self) -> Vec<Row> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl<S: tracing::Subscriber> Layer<S> for Records {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == LOG_TARGET {
            let mut fields = Fields(Row::new());
            event.record(&mut fields);
            fields.0.insert("level", event.metadata().level().to_string());
            self.0.lock().unwrap().push(fields.0);
        }
    }
}

struct Fields(Row);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        let value = match field.name() {
            "at" => micros(OffsetDateTime::parse(value, &Rfc3339).unwrap()).to_string(),
            _ => value.to_owned(),
        };
        self.0.insert(field.name(), value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let value = format!("{value:?}");
        self.0.insert(field.name(), if field.name() == "id" { value.replace('-', "") } else { value });
    }
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Nullable<Text>)]
    actor: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    subject: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    session: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    identifier: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    ip: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    user_agent: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    detail: Option<String>,
}

/// The table, in the order of the events' ids.
pub async fn stored(app: &TestApp) -> Vec<Row> {
    let (id, at) = match app.database.kind {
        Kind::Sqlite => ("lower(hex(id))", "at"),
        Kind::Postgres => {
            ("replace(CAST(id AS text), '-', '')", "CAST(round(extract(epoch FROM at) * 1000000) AS bigint)")
        }
        Kind::MariaDb => ("lower(hex(id))", "timestampdiff(MICROSECOND, '1970-01-01', at)"),
    };
    let rest = "kind, outcome, actor, subject, session, identifier, ip, user_agent, reason, detail";
    let query = format!("SELECT {id} AS id, {at} AS at, {rest} FROM fastauth_user_events ORDER BY 1");
    let query = diesel::sql_query(query);
    let url = &app.database.url;
    let found: Vec<Stored> = match app.database.kind {
        Kind::Sqlite => {
            use diesel::Connection;
            let path = url.strip_prefix("sqlite://").unwrap();
            let mut connection = diesel::SqliteConnection::establish(path).unwrap();
            diesel::RunQueryDsl::load(query, &mut connection).unwrap()
        }
        Kind::Postgres => {
            let mut connection = AsyncPgConnection::establish(url).await.unwrap();
            query.load(&mut connection).await.unwrap()
        }
        Kind::MariaDb => {
            let mut connection = AsyncMysqlConnection::establish(url).await.unwrap();
            query.load(&mut connection).await.unwrap()
        }
    };
    found.into_iter().map(read).collect()
}

fn read(stored: Stored) -> Row {
    let columns = [
        ("id", Some(stored.id)),
        ("at", Some(stored.at.to_string())),
        ("kind", Some(stored.kind)),
        ("outcome", Some(stored.outcome)),
        ("actor", stored.actor),
        ("subject", stored.subject),
        ("session", stored.session),
        ("identifier", stored.identifier),
        ("ip", stored.ip),
        ("user_agent", stored.user_agent),
        ("reason", stored.reason),
        ("detail", stored.detail),
    ];
    columns.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
