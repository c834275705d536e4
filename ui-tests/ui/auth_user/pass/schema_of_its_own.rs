#![deny(warnings)]

use fastauth::prelude::*;

pub mod schema {
    pub mod tables {
        diesel::table! {
            accounts (account_id) {
                account_id -> fastauth::sql::Uuid,
                mail -> Text,
                #[sql_name = "pw-hash"]
                password -> Text,
                active -> Bool,
                verified -> Bool,
                group_id -> Nullable<Integer>,
                since -> fastauth::sql::TimestampUtc,
                #[sql_name = "type"]
                kind -> Text,
            }
        }
        diesel::table! {
            groups (id) {
                id -> Integer,
                label -> Text,
            }
        }
    }
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(schema = self::schema::tables::accounts, role = Group)]
pub struct User {
    #[auth(column = "account_id")]
    pub id: Uuid,
    #[auth(login, column = "mail")]
    pub email: String,
    #[auth(column = "password")]
    pub hashed_password: PasswordHash,
    #[auth(column = "active")]
    pub is_active: bool,
    #[auth(column = "verified")]
    pub is_verified: bool,
    #[auth(column = "group_id")]
    pub role_id: Option<i32>,
    #[auth(column = "since")]
    pub created_at: OffsetDateTime,
    #[auth(read)]
    pub kind: String,
}

#[derive(Clone, Debug, Role)]
#[role(schema = schema::tables::groups, known = ["Admin"])]
pub struct Group {
    pub id: i32,
    #[auth(column = "label")]
    pub codename: String,
}

#[require_user(roles = [Group::ADMIN])]
async fn hello(user: User) -> String {
    user.email
}

pub(super) fn main() {
    let _ = hello;
}
