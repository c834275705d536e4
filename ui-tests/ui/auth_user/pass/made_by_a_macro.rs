#![deny(warnings)]

use fastauth::prelude::*;
use ui_tests::App;

macro_rules! program {
    ($user:ident, $role:ident, $table:literal, $known:literal, $own:ty) => {
        #[derive(Clone, Debug, AuthUser)]
        #[auth_user(table = $table, role = $role)]
        pub struct $user {
            pub id: i64,
            pub email: String,
            pub hashed_password: PasswordHash,
            pub is_active: bool,
            pub is_verified: bool,
            pub role_id: Option<i32>,
            #[auth(create, read, update)]
            pub own: $own,
            pub seats: i32,
        }

        #[derive(Clone, Debug, Role)]
        #[role(table = "roles", known = [$known])]
        pub struct $role {
            pub id: i32,
            pub codename: String,
        }

        #[access_check]
        async fn is_theirs(user: &$user) -> Result<bool, AuthError> {
            Ok(user.is_verified)
        }

        #[require_user(roles = [$known], or = is_theirs)]
        async fn hello(user: $user) -> String {
            user.email
        }

        #[require_token(refresh, ui_tests::User)]
        async fn token() {}

        #[public]
        async fn index() {}
    };
}

program!(Account, Group, "accounts", "Editor", Option<String>);

pub(super) fn main() {
    let _ = fastauth::Router::<FastAuth<Account>>::new().route("/", fastauth::routing::get(hello).post(index));
    let _ = fastauth::Router::<App>::new().route("/", fastauth::routing::get(token));
}
