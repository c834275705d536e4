//! The first administrator: made where there is none, never by a request.

use std::env;

use fastauth::credential::random_password;
use fastauth::model::Changes;
use fastauth::prelude::*;

use crate::models::{Role, User, UserCreate};
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
    let create = UserCreate { email: email.clone(), username: None, password, display_name: None };
    let user = match auth.register(create).await {
        // Another instance, starting at the same time, was faster.
        Err(AuthError::EmailTaken) => {
            return Ok(Admin { email, new_password: None });
        }
        registered => registered?,
    };
    auth.assign_role_to_user(Some(Role::ADMIN), user.id).await?;
    auth.update_user(user.id, Changes { is_verified: Some(true), ..Changes::default() }).await?;
    Ok(Admin { email, new_password: made })
}
