//! `/roles`.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

async fn send(app: &TestApp, method: Method, path: &str, token: &str, body: Value) -> Answer {
    app.send(method, path, token, body).await
}

on_every_database! {
    async fn a_role_is_made_changed_and_removed(app: TestApp) {
        let (_, token) = app.admin().await;
        let body = json!({"codename": "Editor", "permissions": ["report:read", "audit:read", "report:read"]});
        let made = send(&app, Method::POST, "/roles", &token, body).await.is(201).json();
        let id = made["id"].as_str().unwrap().to_owned();
        assert_eq!(made, json!({"id": id, "codename": "Editor", "permissions": ["audit:read", "report:read"]}));
        for path in [format!("/roles/{id}"), "/roles/Editor".to_owned()] {
            assert_eq!(app.get(&path, &token).await.is(200).json(), made, "{path}");
        }
        let list = app.get("/roles", &token).await.is(200).json();
        let names: Vec<&str> = list["items"].as_array().unwrap().iter().map(|role| role["codename"].as_str().unwrap()).collect();
        assert_eq!((names, &list["next"]), (vec!["Admin", "Editor", "User"], &Value::Null));
        assert_eq!(list["items"][1], made);
        let page = app.get("/roles?limit=2", &token).await.json();
        let rest = app.get(&format!("/roles?limit=2&after={}", page["next"].as_str().unwrap()), &token).await.json();
        assert_eq!(rest["items"][0]["codename"], "User");

        let changed = send(&app, Method::PATCH, "/roles/Editor", &token, json!({"codename": "Author", "permissions": ["report:read"]})).await;
        assert_eq!(changed.is(200).json(), json!({"id": id, "codename": "Author", "permissions": ["report:read"]}));
        app.get("/roles/Editor", &token).await.is_problem(404, "role_not_found");
        send(&app, Method::PATCH, "/roles/Author", &token, json!({"codename": "Author"})).await.is(200);
        let emptied = send(&app, Method::PATCH, "/roles/Author", &token, json!({"permissions": []})).await.is(200).json();
        assert_eq!(emptied["permissions"], json!([]));
        app.delete(&format!("/roles/{id}"), &token).await.is(204);
        app.delete("/roles/Author", &token).await.is_problem(404, "role_not_found");
    }

    async fn what_is_no_role_is_refused(app: TestApp) {
        let (_, token) = app.admin().await;
        let make = async |body: Value| send(&app, Method::POST, "/roles", &token, body).await;
        make(json!({"codename": "Admin"})).await.is_problem(409, "codename_taken");
        for codename in ["", "a b", "*", "a:", "é", "2", "a\u{0}", &"a".repeat(65)] {
            make(json!({"codename": codename})).await.is_refused_field("codename", "invalid");
        }
        make(json!({"codename": "Editor", "permissions": ["no:such"]})).await.is_refused_field("permissions", "unknown");
        make(json!({"codename": "Editor", "permissions": "report:read"})).await.is_refused_field("permissions", "invalid");
        make(json!({"permissions": []})).await.is_refused_field("codename", "missing");
        make(json!({"codename": "Editor", "id": "7"})).await.is_refused_field("id", "unknown");
        assert_eq!(app.get("/roles", &token).await.json()["items"].as_array().unwrap().len(), 2, "nothing was made");
        make(json!({"codename": "Editor"})).await.is(201);
        let rename = async |role: &str, codename: &str| {
            send(&app, Method::PATCH, &format!("/roles/{role}"), &token, json!({"codename": codename})).await
        };
        rename("Editor", "User").await.is_problem(409, "codename_taken");
        rename("Editor", "a b").await.is_refused_field("codename", "invalid");
        rename("Admin", "Boss").await.is_problem(409, "declared");
        rename("nobody", "Boss").await.is_problem(404, "role_not_found");
        app.delete("/roles/Admin", &token).await.is_problem(409, "declared");
        app.delete("/roles/User?reassign=Admin", &token).await.is_problem(409, "declared");
    }

    async fn a_role_in_use_goes_to_another(app: TestApp) {
        let (_, token) = app.admin().await;
        send(&app, Method::POST, "/roles", &token, json!({"codename": "Editor"})).await.is(201);
        let (user, theirs) = app.user_with("a@x.org", Some("Editor"), &[]).await;
        app.delete("/roles/Editor", &token).await.is_problem(409, "role_in_use");
        app.delete("/roles/Editor?reassign=Nobody", &token).await.is_refused_field("reassign", "unknown");
        app.delete("/roles/Editor?reassign=Editor", &token).await.is_refused_field("reassign", "unknown");
        app.delete("/roles/Editor?other=x", &token).await.is_refused_field("other", "unknown");
        assert_eq!(app.get("/users/me", &theirs).await.json()["role"]["codename"], "Editor");
        app.delete("/roles/Editor?reassign=User", &token).await.is(204);
        assert_eq!(app.get("/users/me", &theirs).await.json()["role"]["codename"], "User");
        app.get("/roles/Editor", &token).await.is_problem(404, "role_not_found");
        app.auth.get_user(user.id).await.unwrap();
    }

    /// AZ-05: a role gets what its maker holds, and no more.
    async fn nobody_rises_by_a_role(app: TestApp) {
        app.admin().await;
        let (clerk, token) = app.user_with("clerk@x.org", Some("User"), &["role:write", "report:read"]).await;
        let body = |permissions: &[&str]| json!({"codename": "Editor", "permissions": permissions});
        send(&app, Method::POST, "/roles", &token, body(&["audit:read"])).await.is_problem(403, "escalation");
        send(&app, Method::POST, "/roles", &token, body(&["report:read", "user:delete"])).await.is_problem(403, "escalation");
        send(&app, Method::POST, "/roles", &token, body(&["report:read"])).await.is(201);
        let give = json!({"permissions": ["report:read", "audit:read"]});
        send(&app, Method::PATCH, "/roles/User", &token, give.clone()).await.is_problem(403, "escalation");
        send(&app, Method::PATCH, "/roles/Admin", &token, give).await.is_problem(403, "escalation");
        send(&app, Method::PATCH, "/roles/Editor", &token, json!({"permissions": []})).await.is(200);
        // Nor does anybody take from a role what they do not hold, or take a codename over.
        app.auth.grant_to_role("Editor", &["audit:read"]).await.unwrap();
        for body in [json!({"permissions": ["audit:read"]}), json!({"permissions": []}), json!({"codename": "Other"})] {
            send(&app, Method::PATCH, "/roles/Editor", &token, body).await.is_problem(403, "escalation");
        }
        app.delete("/roles/Editor", &token).await.is_problem(403, "escalation");
        app.auth.assign_role_to_user(Some("Editor"), app.register("b@x.org").await.id).await.unwrap();
        let (_, rest) = app.user_with("rest@x.org", Some("User"), &["role:write"]).await;
        app.delete("/roles/Editor?reassign=Admin", &rest).await.is_problem(403, "escalation");
        assert!(app.auth.get_user(clerk.id).await.unwrap().is_active);
    }

    /// AZ-05: of two who set what a role holds at the same time, one has the last word, and not both.
    async fn what_a_role_holds_is_what_one_of_them_said(app: TestApp) {
        let (_, token) = app.admin().await;
        send(&app, Method::POST, "/roles", &token, json!({"codename": "Editor"})).await.is(201);
        for _ in 0..5 {
            let set = async |permission: &str| send(&app, Method::PATCH, "/roles/Editor", &token, json!({"permissions": [permission]})).await;
            let answers = futures_util::future::join_all(["report:read", "audit:read", "user:read"].map(set)).await;
            assert!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
            let held = app.get("/roles/Editor", &token).await.json()["permissions"].as_array().unwrap().len();
            assert_eq!(held, 1);
        }
    }

    async fn a_path_that_holds_a_nul_names_nothing(app: TestApp) {
        let (_, token) = app.admin().await;
        app.get("/roles/%00", &token).await.is_problem(404, "role_not_found");
        app.get("/permissions/%00", &token).await.is_problem(404, "permission_not_found");
        app.get("/users/%00", &token).await.is_problem(404, "user_not_found");
        app.delete("/roles/User?reassign=%00", &token).await.is_refused_field("reassign", "invalid");
    }

    /// However many permissions a role is given.
    async fn a_role_can_hold_many(app: TestApp) {
        let (_, token) = app.admin().await;
        let mut codenames: Vec<String> = (0..500).map(|number| format!("thing{number}:do")).collect();
        for codename in &codenames {
            let new = demo::models::Permission { id: 0, codename: codename.clone() };
            app.auth.permissions().insert(new).await.unwrap();
        }
        let made = send(&app, Method::POST, "/roles", &token, json!({"codename": "All", "permissions": codenames})).await.is(201).json();
        codenames.sort();
        assert_eq!(made["permissions"], json!(codenames));
    }
}
