//! The first administrator: made where there is none, never by a request.

use std::env;

use fastauth::StoreError;
use fastauth::credential::{canonical_email, random_password};
use fastauth::prelude::*;

use crate::models::{Role, User};
use crate::settings::setting;

/// The administrator that a fresh service has.
pub struct Admin {
    pub email: String,
    /// The password, if it was made here.
    pub new_password: Option<Password>,
}

/// Makes an administrator where no user has the role.
pub async fn ensure(auth: &FastAuth<User>) -> Result<Admin, Box<dyn std::error::Error>> {
    let email = setting("DEMO_ADMIN_EMAIL", "admin@example.com");
    if auth.anyone_has_role(Role::ADMIN).await? {
        return Ok(Admin { email, new_password: None });
    }
    let given = env::var("DEMO_ADMIN_PASSWORD").ok().map(Password::new);
    let made = if given.is_none() { Some(random_password()?) } else { None };
    let Some(password) = given.or_else(|| made.clone()) else {
        return Err("no password".into());
    };
    let Some(role) = auth.roles().find_by_codename(Role::ADMIN).await? else {
        return Err("the role `Admin` is not in the database".into());
    };
    // With its role from the first moment on: a start that is cut short leaves nothing half done.
    let admin = User {
        id: Uuid::now_v7(),
        email: canonical_email(&email)?,
        username: None,
        hashed_password: auth.hasher().hash(password).await?,
        is_active: true,
        is_verified: true,
        role_id: Some(role.id),
        created_at: auth.clock().now(),
        display_name: None,
    };
    match auth.store().insert_user(admin, Vec::new()).await {
        Ok(_) => Ok(Admin { email, new_password: made }),
        // Another instance, starting at the same time, was faster.
        Err(StoreError::Conflict(_)) if auth.anyone_has_role(Role::ADMIN).await? => {
            Ok(Admin { email, new_password: None })
        }
        Err(StoreError::Conflict(_)) => {
            Err(format!("`{email}` has an account that is no Admin's: set another DEMO_ADMIN_EMAIL").into())
        }
        Err(error) => Err(error.into()),
    }
}
