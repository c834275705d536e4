//! The declared roles and permissions, and what a role begins with.

use fastauth::prelude::*;

use crate::models::{KINDS, build};
use crate::support::database::TestDatabase;

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
#[role(table = "roles", known = ["Editor"], grants(Admin = ["*"], "Editor" = ["page:edit", Permission::PAGE_READ]))]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["page:edit", "page:read"])]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

fn pair(role: &str, permission: &str) -> (String, String) {
    (role.to_owned(), permission.to_owned())
}

/// A role begins with what is declared; what administrators take and give afterwards stays, and is told.
#[tokio::test]
async fn a_role_begins_with_what_is_declared() {
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        let auth = build::<User>(&database).await;
        auth.create_tables().await.unwrap();
        let held = async |role: &str| {
            let role = auth.get_role(role).await.unwrap();
            auth.permissions_of(&[role]).await.unwrap().pop().unwrap()
        };
        assert_eq!(held("Editor").await, ["page:edit", "page:read"], "{kind:?}");
        assert_eq!(held("Admin").await.len(), 10, "{kind:?}: every declared one, and those of the routes");
        assert_eq!(held("User").await, [""; 0], "{kind:?}");
        assert_eq!(auth.sync_vocabulary().await.unwrap(), fastauth::VocabularySync::default(), "{kind:?}");

        auth.revoke_from_role("Editor", &["page:read"]).await.unwrap();
        auth.grant_to_role("Editor", &["user:read"]).await.unwrap();
        let found = auth.sync_vocabulary().await.unwrap();
        assert_eq!(found.missing, [pair("Editor", "page:read")], "{kind:?}");
        assert_eq!(found.added, [pair("Editor", "user:read")], "{kind:?}");
        assert_eq!(
            held("Editor").await,
            ["page:edit", "user:read"],
            "{kind:?}: nothing is taken or given again"
        );

        // A permission that the program declares anew is given to who begins with it.
        let edit = auth.get_permission("page:edit").await.unwrap();
        auth.permissions().delete(edit.id).await.unwrap();
        let found = auth.sync_vocabulary().await.unwrap();
        assert_eq!(found.made_permissions, ["page:edit"], "{kind:?}");
        assert_eq!(found.given, [pair("Admin", "page:edit"), pair("Editor", "page:edit")], "{kind:?}");
        assert_eq!(held("Editor").await, ["page:edit", "user:read"], "{kind:?}");
    }
}
