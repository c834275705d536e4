use fastauth::prelude::*;

mod schema {
    diesel::table! {
        users (id) {
            id -> Integer,
            email -> Text,
            hashed_password -> Text,
            is_active -> Bool,
            is_verified -> Bool,
        }
    }
    diesel::table! {
        rights (user, right) {
            user -> BigInt,
            right -> Integer,
        }
    }
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(schema = schema::users, permission = Permission, permission_rel = schema::rights(person, right))]
pub struct User {
    pub id: i32,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions")]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

fn main() {}
