//! Who passes which guard, and until when.

use demo::models::{Permission, Role};
use fastauth::model::Changes;
use serde_json::json;

const GUARDED: [&str; 6] =
    ["/demo/token", "/demo/user", "/demo/verified", "/demo/admin", "/demo/report", "/demo/audit"];

on_every_database! {
    /// AZ-01: 401 without identity, 403 without permission, 200 with it.
    async fn each_guard_lets_in_its_own(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        let statuses = async || {
            let mut statuses = Vec::new();
            for path in GUARDED {
                statuses.push(app.get(path, &tokens.access).await.status);
            }
            statuses
        };
        for path in GUARDED {
            app.get_as_stranger(path).await.is_problem(401, "token_required");
        }
        assert_eq!(statuses().await, [200, 200, 403, 403, 403, 403], "a user");

        app.auth.grant_to_user(user.id, &[Permission::REPORT_READ]).await.unwrap();
        assert_eq!(statuses().await, [200, 200, 403, 403, 200, 403], "with report:read");
        app.auth.grant_to_role(Role::USER, &[Permission::AUDIT_READ]).await.unwrap();
        assert_eq!(statuses().await, [200, 200, 403, 403, 200, 200], "and audit:read by role");
        app.auth.revoke_from_user(user.id, &[Permission::REPORT_READ]).await.unwrap();
        assert_eq!(statuses().await, [200, 200, 403, 403, 403, 403], "one of two is not both");
        app.auth.grant_to_role(Role::USER, &[Permission::AUDIT_READ, Permission::REPORT_READ]).await.unwrap();
        assert_eq!(statuses().await, [200, 200, 403, 403, 200, 200], "both by role");
        app.auth.grant_to_user(user.id, &[Permission::AUDIT_READ, Permission::AUDIT_READ]).await.unwrap();
        app.auth.revoke_from_role(Role::USER, &[Permission::REPORT_READ]).await.unwrap();
        assert_eq!(statuses().await, [200, 200, 403, 403, 403, 403], "one of them twice is not both");

        app.auth.assign_role_to_user(Some(Role::ADMIN), user.id).await.unwrap();
        app.auth.update_user(user.id, Changes { is_verified: Some(true), ..Changes::default() }).await.unwrap();
        assert_eq!(statuses().await, [200, 200, 200, 200, 200, 403], "an admin has no permission by that");
    }

    /// AZ-02: what was taken is gone at the next request, with the same token.
    async fn a_role_that_was_taken_is_gone(app: TestApp) {
        app.admin().await;
        let (user, tokens) = app.signed_in("a@x.org").await;
        app.auth.assign_role_to_user(Some(Role::ADMIN), user.id).await.unwrap();
        app.get("/demo/admin", &tokens.access).await.is(200);
        app.auth.assign_role_to_user(None, user.id).await.unwrap();
        app.get("/demo/admin", &tokens.access).await.is_problem(403, "forbidden");
    }

    /// LG-10: who is deactivated or deleted is out at the next request, whatever the role.
    async fn who_is_gone_is_out(app: TestApp) {
        app.admin().await;
        let (user, tokens) = app.signed_in("a@x.org").await;
        app.auth.assign_role_to_user(Some(Role::ADMIN), user.id).await.unwrap();
        app.set_active(&user, false).await;
        for path in &GUARDED[1..] {
            app.get(path, &tokens.access).await.is_problem(401, "invalid_token");
        }
        app.set_active(&user, true).await;
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
        let tokens = app.login("a@x.org").await;
        app.auth.delete_user(user.id).await.unwrap();
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
        app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
    }

    /// The same, where somebody changes the row and the library is not told.
    async fn a_row_that_says_inactive_is_enough(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        app.database.execute("UPDATE users SET is_active = FALSE").await;
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
    }

    /// AZ-04: codenames are compared as they are written, and none stands for others.
    async fn codenames_are_exact(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        for codename in ["admin", "ADMIN", "Admin ", "*"] {
            app.auth.roles().insert(Role { id: 0, codename: codename.to_owned() }).await.unwrap();
            app.auth.assign_role_to_user(Some(codename), user.id).await.unwrap();
            app.get("/demo/admin", &tokens.access).await.is_problem(403, "forbidden");
        }
        for codename in ["report:*", "report:", "REPORT:READ", "report:rea", "%", "report_read"] {
            app.auth.permissions().insert(Permission { id: 0, codename: codename.to_owned() }).await.unwrap();
            app.auth.grant_to_user(user.id, &[codename]).await.unwrap();
        }
        app.get("/demo/report", &tokens.access).await.is_problem(403, "forbidden");
    }

    /// An own check lets in the author, and nobody else but who may.
    async fn an_article_is_its_authors(app: TestApp) {
        let (_, author) = app.signed_in("author@x.org").await;
        let (other, others) = app.signed_in("other@x.org").await;
        let write = async || {
            let request = app.http.post(app.url("/demo/articles")).bearer_auth(&author.access);
            let answer = crate::support::Answer::read(request.json(&json!({"title": "t"})).send().await.unwrap()).await;
            answer.is(201).json()["id"].as_str().unwrap().to_owned()
        };
        let delete = async |id: &str, token: &str| {
            let request = app.http.delete(app.url(&format!("/demo/articles/{id}"))).bearer_auth(token);
            crate::support::Answer::read(request.send().await.unwrap()).await
        };
        let id = write().await;
        delete(&id, &others.access).await.is_problem(403, "forbidden");
        delete("9999", &others.access).await.is_problem(403, "forbidden");
        delete("x", &others.access).await.is_problem(403, "forbidden");
        delete(&id, &author.access).await.is(204);
        delete(&id, &author.access).await.is_problem(403, "forbidden");
        let id = write().await;
        app.auth.grant_to_user(other.id, &[Permission::ARTICLE_DELETE]).await.unwrap();
        delete(&id, &others.access).await.is(204);
        delete(&id, &others.access).await.is_problem(404, "not_found");
        delete("x", &others.access).await.is_problem(404, "not_found");
    }

    /// AZ-09: what belonged to a user goes with it, and comes back with nobody.
    async fn nothing_of_a_deleted_user_stays(app: TestApp) {
        let (user, _) = app.signed_in("a@x.org").await;
        app.auth.grant_to_user(user.id, &[Permission::REPORT_READ]).await.unwrap();
        app.auth.delete_user(user.id).await.unwrap();
        assert_eq!(app.auth.store().grants_of(user.id).await.unwrap(), Default::default());
        let again = app.auth.store().insert_user(user.clone(), Vec::new()).await.unwrap();
        assert_eq!(app.auth.store().grants_of(again.id).await.unwrap().permissions, [""; 0]);
    }

    async fn a_users_role_and_permissions_are_shown(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        app.auth.grant_to_user(user.id, &[Permission::REPORT_READ]).await.unwrap();
        app.auth.grant_to_role(Role::USER, &[Permission::ARTICLE_DELETE, Permission::AUDIT_READ]).await.unwrap();
        let me = app.get("/users/me", &tokens.access).await.is(200).json();
        assert_eq!(me["permissions"], json!(["report:read"]));
        assert_eq!(me["role"]["codename"], "User");
        assert_eq!(me["role"]["permissions"], json!(["article:delete", "audit:read"]));
    }
}
