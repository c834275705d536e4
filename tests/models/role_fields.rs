//! Fields of a role's and a permission's own.

use fastauth::prelude::*;
use http::Method;
use serde_json::{Value, json};

use super::{KINDS, auth};
use crate::support::Answer;
use crate::support::app::{PASSWORD, serve};

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<i32>,
}

#[derive(Clone, Debug, Role)]
#[role(table = "roles")]
pub struct Role {
    pub id: i32,
    pub codename: String,
    #[auth(create, read, update)]
    pub label: String,
    #[auth(read, update)]
    pub rank: i32,
    /// The application's, and no client's.
    pub remark: Option<String>,
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions")]
pub struct Permission {
    pub id: i64,
    pub codename: String,
    #[auth(create, read, update)]
    pub detail: Option<String>,
}

/// They are sent, shown and changed as those of a user are; what an administrator does not send stays as it was.
#[tokio::test]
async fn roles_and_permissions_have_fields_of_their_own() {
    for kind in KINDS {
        let (auth, _database) = auth::<User>(kind).await;
        let base = serve(auth.routes().with_state(auth.clone())).await;
        let create = UserCreate { email: "a@x.org".to_owned(), password: PASSWORD.into() };
        let admin = auth.register(create).await.unwrap();
        auth.assign_role_to_user(Some("Admin"), admin.id).await.unwrap();
        let token = auth.create_token(&admin).await.unwrap().access_token;
        let http = reqwest::Client::new();
        let send = async |method: Method, path: &str, body: Value| {
            let request = http.request(method, format!("{base}{path}")).bearer_auth(&token).json(&body);
            Answer::read(request.send().await.unwrap()).await
        };
        let role = json!({"codename": "Editor", "label": "who edits", "permissions": ["user:read"]});
        let made = send(Method::POST, "/roles", role).await.is(201).json();
        let shown = |label: &str, rank: i32| {
            json!({
                "id": made["id"], "codename": "Editor", "label": label, "rank": rank,
                "permissions": ["user:read"],
            })
        };
        assert_eq!(made, shown("who edits", 0), "{kind:?}");
        let changed = send(Method::PATCH, "/roles/Editor", json!({"rank": 7})).await.is(200).json();
        assert_eq!(changed, shown("who edits", 7));
        let changed = send(Method::PATCH, "/roles/Editor", json!({"label": "x"})).await.is(200).json();
        assert_eq!(changed, shown("x", 7));
        assert_eq!(send(Method::GET, "/roles/Editor", json!({})).await.is(200).json(), shown("x", 7));
        send(Method::POST, "/roles", json!({"codename": "Other"})).await.is_refused_field("label", "missing");
        send(Method::PATCH, "/roles/Editor", json!({"remark": "x"}))
            .await
            .is_refused_field("remark", "unknown");
        send(Method::PATCH, "/roles/Editor", json!({"label": null}))
            .await
            .is_refused_field("label", "invalid");
        // What the program names keeps its name, and nothing else.
        let declared =
            send(Method::PATCH, "/roles/Admin", json!({"label": "in charge"})).await.is(200).json();
        assert_eq!(declared["label"], "in charge");

        let permission = json!({"codename": "file:read", "detail": "reads files"});
        let made = send(Method::POST, "/permissions", permission).await.is(201).json();
        assert_eq!(made, json!({"id": made["id"], "codename": "file:read", "detail": "reads files"}));
        let changes = json!({"codename": "file:list", "detail": null});
        let changed = send(Method::PATCH, "/permissions/file:read", changes).await.is(200).json();
        assert_eq!(changed, json!({"id": made["id"], "codename": "file:list", "detail": null}));
        let changes = json!({"codename": "user:read"});
        send(Method::PATCH, "/permissions/file:list", changes).await.is_problem(409, "codename_taken");
        let detail = json!({"detail": "lists users"});
        assert_eq!(
            send(Method::PATCH, "/permissions/user:read", detail).await.is(200).json()["detail"],
            "lists users"
        );
    }
}
