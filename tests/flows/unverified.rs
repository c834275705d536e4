//! Accounts that nobody verified do not keep their addresses for ever.

use std::sync::{Arc, Mutex};

use demo::models::User;
use fastauth::prelude::*;
use serde_json::json;
use time::Duration;

use crate::support::app::PASSWORD;
use crate::support::{Kind, TestApp, options};

on_every_database! {
    /// RG-08: after a week the address is free again; who was verified, is young, or was given something stays.
    async fn an_unverified_account_ends(app: TestApp) {
        app.register("squatter@x.org").await;
        app.register_verified("verified@x.org").await;
        let admin = app.register("admin@x.org").await;
        app.auth.assign_role_to_user(Some("Admin"), admin.id).await.unwrap();
        let holder = app.register("holder@x.org").await;
        app.auth.grant_to_user(holder.id, &["report:read"]).await.unwrap();
        app.clock.advance(Duration::days(7) - Duration::minutes(5));
        app.register("young@x.org").await;
        assert_eq!(app.auth.remove_unverified_users().await.unwrap(), 0, "not too early");
        app.clock.advance(Duration::minutes(5));
        assert_eq!(app.auth.remove_unverified_users().await.unwrap(), 1);
        for email in ["verified@x.org", "admin@x.org", "holder@x.org", "young@x.org"] {
            app.auth.get_user_by_email(email).await.unwrap();
        }
        app.try_login("squatter@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");
        app.post("/auth/register", json!({"email": "squatter@x.org", "password": PASSWORD})).await.is(201);
        assert_eq!(app.auth.remove_unverified_users().await.unwrap(), 0);
    }

    /// RG-08: an account that was verified once is somebody's, whatever an administrator does to its address; and
    /// who was put out does not come back by it.
    async fn who_was_verified_once_stays(app: TestApp) {
        let (_, admin) = app.admin().await;
        let moved = app.register_verified("moved@x.org").await;
        let doubted = app.register_verified("doubted@x.org").await;
        let banned = app.register("banned@x.org").await;
        app.set_active(&banned, false).await;
        let mistyped = app.register("mistyped@x.org").await;
        let fresh = fastauth::token::TokenOptions::new();
        assert!(app.auth.create_access_token(moved.id, fresh).await.is_ok());
        for (id, body) in [
            (moved.id, json!({"email": "elsewhere@x.org"})),
            (moved.id, json!({"email": "else@x.org"})),
            (doubted.id, json!({"is_verified": false})),
            (mistyped.id, json!({"email": "typed@x.org"})),
        ] {
            app.send(http::Method::PATCH, &format!("/users/{id}"), &admin, body).await.is(200);
        }
        // What ends every token of a user does not take the note along.
        let changes = fastauth::model::Changes { is_active: Some(true), ..fastauth::model::Changes::default() };
        app.auth.update_user(moved.id, changes).await.unwrap();
        app.clock.advance(Duration::days(365));
        assert_eq!(app.auth.remove_unverified_users().await.unwrap(), 1, "whose address was nobody's from the start");
        for email in ["else@x.org", "doubted@x.org", "banned@x.org"] {
            app.auth.get_user_by_email(email).await.unwrap();
        }
        assert!(app.auth.get_user(mistyped.id).await.is_err());
    }

    /// However many there are.
    async fn many_unverified_accounts_end(app: TestApp) {
        let first = app.register("a@x.org").await;
        for user in 0..250 {
            let new = User { id: Uuid::now_v7(), email: format!("u{user}@x.org"), ..first.clone() };
            app.auth.store().insert_user(new, Vec::new()).await.unwrap();
        }
        app.clock.advance(Duration::days(8));
        assert_eq!(app.auth.remove_unverified_users().await.unwrap(), 251);
    }
}

#[derive(Clone, Default)]
struct KeepsAda(Arc<Mutex<Vec<String>>>);

impl AuthHooks<User> for KeepsAda {
    async fn on_before_user_delete(&self, user: &User, _context: &HookContext) -> HookResult {
        if user.email == "ada@x.org" { Err(HookError::refuse("kept", "she is known")) } else { Ok(()) }
    }

    async fn on_after_user_deleted(&self, user: &User, _context: &HookContext) -> HookResult {
        self.0.lock().unwrap().push(user.email.clone());
        Ok(())
    }
}

/// The application can keep somebody, and is told of everybody else.
#[tokio::test]
async fn a_hook_can_keep_an_unverified_user() {
    let hooks = KeepsAda::default();
    let app = TestApp::start_with_hooks(Kind::Sqlite, options(), hooks.clone()).await;
    for email in ["ada@x.org", "bob@x.org"] {
        app.register(email).await;
    }
    app.clock.advance(Duration::days(8));
    assert_eq!(app.auth.remove_unverified_users().await.unwrap(), 1);
    assert_eq!(*hooks.0.lock().unwrap(), ["bob@x.org"]);
    app.auth.get_user_by_email("ada@x.org").await.unwrap();
}
