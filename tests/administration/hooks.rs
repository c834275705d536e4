//! The hooks of roles and permissions.

use std::sync::{Arc, Mutex};

use demo::models::{Permission, Role, User};
use fastauth::RolePatch;
use fastauth::model::CodenameChanges;
use fastauth::prelude::*;
use http::Method;
use serde_json::json;

use crate::support::{Kind, TestApp, options};

/// Notes what it is told, and keeps what is called `keep:me`.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    fn note(&self, what: &str, codename: &str) -> HookResult {
        self.0.lock().unwrap().push(format!("{what} {codename}"));
        Ok(())
    }

    fn note_unless_kept(&self, what: &str, codename: &str) -> HookResult {
        if codename == "keep:me" {
            return Err(HookError::refuse("kept", "it stays"));
        }
        self.note(what, codename)
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl AuthHooks<User> for Recorder {
    async fn on_after_role_created(
        &self,
        role: &Role,
        permissions: &[String],
        _context: &HookContext,
    ) -> HookResult {
        assert_eq!(permissions, [""; 0]);
        self.note("role created", &role.codename)
    }

    async fn on_after_role_updated(
        &self,
        role: &Role,
        patch: &RolePatch<Role>,
        _context: &HookContext,
    ) -> HookResult {
        assert_eq!(patch.changes.codename.as_deref(), Some(role.codename.as_str()));
        assert_eq!(patch.permissions, None);
        self.note("role updated", &role.codename)
    }

    async fn on_before_role_delete(&self, role: &Role, _context: &HookContext) -> HookResult {
        self.note_unless_kept("role goes", &role.codename)
    }

    async fn on_after_role_deleted(&self, role: &Role, _context: &HookContext) -> HookResult {
        self.note("role gone", &role.codename)
    }

    async fn on_after_permission_created(
        &self,
        permission: &Permission,
        _context: &HookContext,
    ) -> HookResult {
        self.note("permission created", &permission.codename)
    }

    async fn on_after_permission_updated(
        &self,
        permission: &Permission,
        changes: &CodenameChanges<Permission>,
        _context: &HookContext,
    ) -> HookResult {
        assert_eq!(changes.codename.as_deref(), Some(permission.codename.as_str()));
        self.note("permission updated", &permission.codename)
    }

    async fn on_before_permission_delete(
        &self,
        permission: &Permission,
        _context: &HookContext,
    ) -> HookResult {
        self.note_unless_kept("permission goes", &permission.codename)
    }

    async fn on_after_permission_deleted(
        &self,
        permission: &Permission,
        _context: &HookContext,
    ) -> HookResult {
        self.note("permission gone", &permission.codename)
    }
}

/// Each is told once, of what is then so; a refusal before a deletion leaves everything as it was, and what is
/// refused for another reason is told to nobody.
#[tokio::test]
async fn what_becomes_of_roles_and_permissions_is_told() {
    let recorder = Recorder::default();
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), recorder.clone()).await;
    let (_, token) = app.admin().await;
    assert_eq!(recorder.take(), [""; 0], "what the program declares is no change");
    for (path, kind) in [("/roles", "role"), ("/permissions", "permission")] {
        let send = async |method, path: &str, codename: &str| {
            app.send(method, path, &token, json!({"codename": codename})).await.status
        };
        assert_eq!(send(Method::POST, path, "page:edit").await, 201);
        assert_eq!(recorder.take(), [format!("{kind} created page:edit")]);
        assert_eq!(send(Method::POST, path, "page:edit").await, 409);
        assert_eq!(send(Method::PATCH, &format!("{path}/page:edit"), "page:write").await, 200);
        assert_eq!(recorder.take(), [format!("{kind} updated page:write")]);
        app.delete(&format!("{path}/page:write"), &token).await.is(204);
        assert_eq!(recorder.take(), [format!("{kind} goes page:write"), format!("{kind} gone page:write")]);

        assert_eq!(send(Method::POST, path, "keep:me").await, 201);
        recorder.take();
        app.delete(&format!("{path}/keep:me"), &token).await.is_problem(403, "kept");
        app.get(&format!("{path}/keep:me"), &token).await.is(200);
        assert_eq!(recorder.take(), [""; 0]);
    }
}
