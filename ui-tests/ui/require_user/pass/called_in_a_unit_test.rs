#![deny(warnings)]

use axum::Json;
use axum::extract::Path;
use fastauth::guard::Guard;
use fastauth::prelude::*;
use fastauth::Public;
use ui_tests::{Role, User};

#[require_user(roles = [Role::ADMIN])]
async fn hello(user: User, Path(id): Path<i32>) -> String {
    format!("{id} {}", user.email)
}

#[require_user]
async fn perhaps(user: Option<User>) -> Json<bool> {
    Json(user.is_some())
}

#[public]
async fn index() -> &'static str {
    "hello"
}

fn somebody() -> User {
    User {
        id: Uuid::nil(),
        email: "somebody@example.com".to_owned(),
        hashed_password: PasswordHash::unusable(),
        is_active: true,
        is_verified: true,
        role_id: None,
    }
}

#[tokio::main(flavor = "current_thread")]
pub(super) async fn main() {
    assert_eq!(hello(Guard::dangerous_assume(somebody()), Path(7)).await, "7 somebody@example.com");
    assert!(perhaps(Some(Guard::dangerous_assume(somebody()))).await.0);
    assert!(!perhaps(None).await.0);
    assert_eq!(index(Public).await, "hello");
}
