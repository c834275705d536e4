use fastauth::prelude::*;

mod schema {
    diesel::table! {
        users (id) {
            id -> fastauth::sql::Uuid,
            email -> Text,
            hashed_password -> Text,
            is_active -> Bool,
            is_verified -> Bool,
        }
    }
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(schema = crate::schema::people)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

fn main() {}
