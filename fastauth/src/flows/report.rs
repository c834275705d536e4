//! What happens is told: to the log, to the table that is asked for, and to the application.

use crate::auth::FastAuth;
use crate::events::{Report, SecurityEvent, SecurityEventKind, log};
use crate::model::{AuthUser, Changes, Codenamed};

impl<U: AuthUser> FastAuth<U> {
    /// Tells of a change that is stored by now, in the task that [`commit`](Self::commit) sees through.
    pub(super) async fn tell(&self, report: Report) {
        let event = self.note(report);
        self.hand_on(&event).await;
    }

    /// Tells of a refusal, in a task of its own: the answer waits for nothing that depends on whom it is about.
    ///
    /// Only where too many are being told already, it waits until there are fewer, whatever this one is.
    pub(crate) async fn tell_aside(&self, report: Report) {
        let event = self.note(report);
        let auth = self.clone();
        self.telling().start_when_free(async move { auth.hand_on(&event).await }).await;
    }

    /// Tells of each thing that was changed of a user, in somebody's name, if it is anybody's.
    pub(super) async fn tell_of_changes(
        &self,
        by: Option<U::Id>,
        before: &U,
        changes: &Changes<U>,
        permissions: Option<Vec<String>>,
    ) {
        for (kind, detail) in self.changed(before, changes, permissions).await {
            let report = Report::of(kind).by_whom(by).about(before.id());
            self.tell(detail.into_iter().fold(report, Report::detail)).await;
        }
    }

    async fn changed(
        &self,
        before: &U,
        changes: &Changes<U>,
        permissions: Option<Vec<String>>,
    ) -> Vec<(SecurityEventKind, Option<String>)> {
        let mut changed = Vec::new();
        if changes.email.is_some() {
            changed.push((SecurityEventKind::EmailChanged, None));
        }
        if changes.hashed_password.is_some() {
            changed.push((SecurityEventKind::PasswordChanged, None));
        }
        match changes.is_active.filter(|is_active| *is_active != before.is_active()) {
            Some(true) => changed.push((SecurityEventKind::UserActivated, None)),
            Some(false) => changed.push((SecurityEventKind::UserDeactivated, None)),
            None => {}
        }
        match changes.role_id {
            Some(Some(role)) => {
                let found = self.roles().find(role).await.ok().flatten();
                let codename = found.map_or_else(|| role.to_string(), |role| role.codename().to_owned());
                changed.push((SecurityEventKind::RoleAssigned, Some(codename)));
            }
            Some(None) => changed.push((SecurityEventKind::RoleRemoved, None)),
            None => {}
        }
        if let Some(permissions) = permissions {
            changed.push((SecurityEventKind::PermissionsSet, Some(permissions.join(","))));
        }
        // Another address is not verified: that goes without saying.
        let is_verified = changes.is_verified.filter(|is_verified| *is_verified || changes.email.is_none());
        let fields = [("username", changes.username.is_some()), ("is_verified", is_verified.is_some())];
        let fields: Vec<&str> =
            fields.iter().filter(|(_, changes)| *changes).map(|(name, _)| *name).collect();
        // What is left are fields of the model's own.
        if !fields.is_empty() || changed.is_empty() {
            let detail = Some(fields.join(",")).filter(|names| !names.is_empty());
            changed.push((SecurityEventKind::UserUpdated, detail));
        }
        changed
    }

    /// Tells the log, and nobody else.
    pub(crate) fn note(&self, report: Report) -> SecurityEvent {
        let event = report.event(self.clock().now(), self.context(), self.pseudonyms());
        log(&event);
        event
    }

    /// Neither the table nor the hook can undo what has happened: what fails is for whoever reads the log.
    async fn hand_on(&self, event: &SecurityEvent) {
        if self.config().audit_table
            && let Err(error) = self.store().append_event(event).await
        {
            tracing::error!(%error, id = %event.id, kind = event.kind.name(), "a security event was not stored");
        }
        let context = self.context();
        self.after("on_security_event", self.hooks().on_security_event(event, &context)).await;
    }
}
