//! A service, who is in it, and what is told of them.

use demo::models::User;
use fastauth::events::SecurityEvent;
use fastauth::prelude::*;
use http::Method;

use super::watcher::{Watcher, audited};
use crate::support::app::{Options, Tokens};
use crate::support::sign_in::SignInApp;
use crate::support::{Answer, Kind, TestApp};

/// What a flow is expected to tell: kind, outcome, actor, subject, and what else its kind says.
pub type Told<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

/// Names for ids: `-` where there is none.
struct People(Vec<(&'static str, Uuid)>);

impl People {
    fn name(&self, id: Option<&String>) -> String {
        let Some(id) = id else { return "-".to_owned() };
        let named = self.0.iter().find(|(_, person)| person.to_string() == *id);
        named.map_or_else(|| id.clone(), |(name, _)| (*name).to_owned())
    }

    fn of(&self, event: &SecurityEvent) -> [String; 5] {
        let more = event.detail.as_deref().or(event.reason).unwrap_or("-");
        [
            event.kind.name().to_owned(),
            event.outcome.name().to_owned(),
            self.name(event.actor.as_ref()),
            self.name(event.subject.as_ref()),
            more.to_owned(),
        ]
    }
}

pub struct Story {
    pub app: TestApp,
    pub watcher: Watcher,
    people: People,
}

impl Story {
    pub async fn on(kind: Kind) -> Self {
        Self::with(kind, audited()).await
    }

    pub async fn with(kind: Kind, options: Options) -> Self {
        let watcher = Watcher::default();
        let app = TestApp::start_with_hooks(kind, options, watcher.clone()).await;
        Self { app, watcher, people: People(Vec::new()) }
    }

    /// With a provider, whose users are made up.
    pub async fn with_provider(kind: Kind, options: Options) -> (Self, SignInApp) {
        let watcher = Watcher::default();
        let hooks = watcher.clone();
        let app = SignInApp::start_built(kind, options, |builder, _| builder.hooks(hooks)).await;
        let story = Self { app: app.app.clone(), watcher, people: People(Vec::new()) };
        (story, app)
    }

    /// Gives somebody a name.
    pub fn call(&mut self, name: &'static str, id: Uuid) {
        self.people.0.push((name, id));
    }

    /// Somebody with a name, of whom nothing is told yet.
    pub async fn registered(&mut self, name: &'static str) -> User {
        let user = self.app.register(&format!("{name}@x.org")).await;
        self.people.0.push((name, user.id));
        self.watcher.take(&self.app).await;
        user
    }

    pub async fn signed_in(&mut self, name: &'static str) -> (User, Tokens) {
        let user = self.registered(name).await;
        let tokens = self.app.login(&format!("{name}@x.org")).await;
        self.watcher.take(&self.app).await;
        (user, tokens)
    }

    pub async fn admin(&mut self) -> String {
        let (admin, token) = self.app.admin().await;
        self.people.0.push(("admin", admin.id));
        self.watcher.take(&self.app).await;
        token
    }

    #[track_caller]
    fn check(&self, events: &[SecurityEvent], expected: &[Told]) {
        let told: Vec<_> = events.iter().map(|event| self.people.of(event)).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|&(kind, outcome, actor, subject, more)| {
                [kind, outcome, actor, subject, more].map(str::to_owned)
            })
            .collect();
        assert_eq!(told, expected, "{:?}", self.app.database.kind);
    }

    pub async fn tells(&self, expected: &[Told<'_>]) -> Vec<SecurityEvent> {
        let events = self.watcher.take(&self.app).await;
        self.check(&events, expected);
        events
    }

    pub async fn patch(&self, path: &str, token: &str, body: serde_json::Value) -> Answer {
        self.app.send(Method::PATCH, path, token, body).await
    }
}
