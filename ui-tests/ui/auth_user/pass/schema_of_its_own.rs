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
                seen_at -> Timestamp,
            }
        }
        diesel::table! {
            groups (id) {
                id -> Integer,
                label -> Text,
            }
        }
        diesel::table! {
            rights (id) {
                id -> BigInt,
                label -> Text,
            }
        }
        diesel::table! {
            accounts_rights (account, right) {
                account -> fastauth::sql::Uuid,
                right -> BigInt,
            }
        }
        diesel::table! {
            groups_rights (id) {
                id -> BigInt,
                #[sql_name = "group"]
                group_id -> Integer,
                r#type -> BigInt,
            }
        }
    }
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(
    schema = self::schema::tables::accounts,
    role = Group,
    permission = Right,
    permission_rel = self::schema::tables::accounts_rights(account, right),
)]
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
    #[auth(default = time::PrimitiveDateTime::MIN)]
    pub seen_at: time::PrimitiveDateTime,
}

#[derive(Clone, Debug, Role)]
#[role(
    schema = schema::tables::groups,
    known = ["Admin"],
    permission_rel = schema::tables::groups_rights(group_id, r#type),
)]
pub struct Group {
    pub id: i32,
    #[auth(column = "label")]
    pub codename: String,
}

#[derive(Clone, Debug, Permission)]
#[permission(schema = schema::tables::rights, known = ["thing:do"])]
pub struct Right {
    pub id: i64,
    #[auth(codename)]
    pub label: String,
}

#[require_user(roles = [Group::ADMIN])]
async fn hello(user: User) -> String {
    user.email
}

pub(super) fn main() {
    let _ = hello;
}
