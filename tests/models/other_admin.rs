//! A program whose administrators have another role than `Admin`.

use fastauth::model::Changes;
use fastauth::prelude::*;

use super::{KINDS, auth};
use crate::support::Answer;
use crate::support::app::{PASSWORD, serve};

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission)]
pub struct User {
    pub id: i64,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: Option<i32>,
}

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Owner", "Clerk"], admin = "Owner", grants(Clerk = ["user:read"]))]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions")]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

/// `ADMIN_DEFAULT_ROLE` of fastapi-fastauth: routes, rights and the last of them heed that role, and no other.
#[tokio::test]
async fn administrators_can_have_another_role() {
    for kind in KINDS {
        let (auth, _database) = auth::<User>(kind).await;
        assert!(auth.roles().find_by_codename("Admin").await.unwrap().is_none(), "{kind:?}");
        let register = async |email: &str, role: &str| {
            let create = UserCreate { email: email.to_owned(), password: PASSWORD.into() };
            let user = auth.register(create).await.unwrap();
            auth.assign_role_to_user(Some(role), user.id).await.unwrap();
            (auth.get_user(user.id).await.unwrap(), auth.create_token(&user).await.unwrap().access_token)
        };
        let (owner, owners) = register("owner@x.org", Role::OWNER).await;
        let (clerk, clerks) = register("clerk@x.org", Role::CLERK).await;
        let base = serve(auth.routes().with_state(auth.clone())).await;
        let http = reqwest::Client::new();
        let send = async |method: http::Method, path: String, token: &str, body: serde_json::Value| {
            let request = http.request(method, format!("{base}{path}")).bearer_auth(token).json(&body);
            Answer::read(request.send().await.unwrap()).await
        };
        let roles = || "/roles".to_owned();
        let body = serde_json::json!({"codename": "Guest", "permissions": ["role:write"]});
        send(http::Method::POST, roles(), &clerks, body.clone()).await.is_problem(403, "forbidden");
        send(http::Method::POST, roles(), &owners, body).await.is(201);
        let promoted = serde_json::json!({"role": "Owner"});
        let path = format!("/users/{}", clerk.id);
        send(http::Method::PATCH, path.clone(), &clerks, promoted.clone()).await.is_problem(403, "forbidden");
        let owner_path = format!("/users/{}", owner.id);
        let leaves = serde_json::json!({"role": "Clerk"});
        send(http::Method::PATCH, owner_path.clone(), &owners, leaves.clone())
            .await
            .is_problem(409, "last_admin");
        send(http::Method::DELETE, "/roles/Owner".to_owned(), &owners, serde_json::json!({}))
            .await
            .is_problem(409, "declared");
        send(http::Method::PATCH, path, &owners, promoted).await.is(200);
        send(http::Method::PATCH, owner_path, &owners, leaves).await.is(200);
        let changes = Changes { is_active: Some(false), ..Changes::default() };
        let refused = auth.update_user(clerk.id, changes).await.unwrap_err();
        assert_eq!(refused.code(), "last_admin", "{kind:?}");
    }
}
