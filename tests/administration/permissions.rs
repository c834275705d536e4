//! `/permissions`.

use http::Method;
use serde_json::{Value, json};

on_every_database! {
    async fn a_permission_is_made_renamed_and_removed(app: TestApp) {
        let (_, token) = app.admin().await;
        let made = app.send(Method::POST, "/permissions", &token, json!({"codename": "page:edit"})).await.is(201).json();
        let id = made["id"].as_str().unwrap().to_owned();
        assert_eq!(made, json!({"id": id, "codename": "page:edit"}));
        for path in [format!("/permissions/{id}"), "/permissions/page:edit".to_owned()] {
            assert_eq!(app.get(&path, &token).await.is(200).json(), made, "{path}");
        }
        let (user, _) = app.user_with("a@x.org", Some("User"), &["page:edit"]).await;
        let renamed = app.send(Method::PATCH, "/permissions/page:edit", &token, json!({"codename": "page:write"})).await;
        assert_eq!(renamed.is(200).json(), json!({"id": id, "codename": "page:write"}));
        app.send(Method::PATCH, "/permissions/page:write", &token, json!({})).await.is(200);
        assert_eq!(app.auth.store().grants_of(user.id).await.unwrap().permissions, ["page:write"]);
        app.delete("/permissions/page:write", &token).await.is(204);
        app.delete("/permissions/page:write", &token).await.is_problem(404, "permission_not_found");
        assert_eq!(app.auth.store().grants_of(user.id).await.unwrap().permissions, [""; 0]);
    }

    async fn permissions_are_listed(app: TestApp) {
        let (_, token) = app.admin().await;
        let mut found = Vec::new();
        let mut path = "/permissions?limit=4".to_owned();
        loop {
            let page: Value = app.get(&path, &token).await.is(200).json();
            found.extend(page["items"].as_array().unwrap().iter().map(|item| item["codename"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/permissions?limit=4&after={next}");
        }
        assert_eq!(found.len(), 11);
        assert!(found.is_sorted() && found.contains(&"user:delete".to_owned()));
    }

    /// AZ-05: who takes a codename over takes over what it opens.
    async fn a_codename_is_not_taken_over(app: TestApp) {
        app.admin().await;
        let held = ["permission:write", "permission:read"];
        let (_, token) = app.user_with("clerk@x.org", Some("User"), &held).await;
        for codename in ["money:move", "mine:own"] {
            app.send(Method::POST, "/permissions", &token, json!({"codename": codename})).await.is(201);
        }
        app.send(Method::PATCH, "/permissions/mine:own", &token, json!({"codename": "other:own"})).await.is_problem(403, "escalation");
        app.delete("/permissions/money:move", &token).await.is_problem(403, "escalation");
    }

    async fn what_is_declared_stays(app: TestApp) {
        let (_, token) = app.admin().await;
        for codename in ["report:read", "user:delete"] {
            let path = format!("/permissions/{codename}");
            app.send(Method::PATCH, &path, &token, json!({"codename": "other:name"})).await.is_problem(409, "declared");
            app.delete(&path, &token).await.is_problem(409, "declared");
            app.send(Method::POST, "/permissions", &token, json!({"codename": codename})).await.is_problem(409, "codename_taken");
        }
        for codename in ["", "a b", "report:*", "7", "a:"] {
            app.send(Method::POST, "/permissions", &token, json!({"codename": codename})).await.is_refused_field("codename", "invalid");
        }
    }
}
