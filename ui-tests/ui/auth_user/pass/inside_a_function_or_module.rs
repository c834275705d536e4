#![deny(warnings)]

use fastauth::prelude::*;

mod deep {
    pub(crate) mod down {
        use fastauth::prelude::*;

        #[derive(Clone, Debug, AuthUser)]
        #[auth_user(table = "users", role = super::Role)]
        pub(crate) struct User {
            pub(crate) id: Uuid,
            pub(super) email: String,
            hashed_password: PasswordHash,
            is_active: bool,
            is_verified: bool,
            role_id: Option<i32>,
        }
    }

    use fastauth::prelude::*;

    #[derive(Clone, Debug, Role)]
    #[role(table = "roles", known = ["Admin"])]
    pub(crate) struct Role {
        id: i32,
        codename: String,
    }
}

#[require_user(roles = ["Admin"])]
async fn hello(user: deep::down::User) -> String {
    user.id.to_string()
}

pub(super) fn main() {
    #[derive(Clone, Debug, AuthUser)]
    #[auth_user(table = "users", role = Role)]
    struct User {
        id: Uuid,
        email: String,
        hashed_password: PasswordHash,
        is_active: bool,
        is_verified: bool,
        role_id: Option<i32>,
    }

    #[derive(Clone, Debug, Role)]
    #[role(table = "roles", known = ["Admin"])]
    struct Role {
        id: i32,
        codename: String,
    }

    #[require_user(roles = ["Admin"])]
    async fn inside(user: User) -> String {
        user.email
    }

    let _ = (hello, inside);
}
