//! A small application that the cases begin with, so that each shows little more than its mistake.

use axum::extract::FromRef;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use fastauth::prelude::*;

/// A user with a role and permissions.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission)]
pub struct User {
    /// The key.
    pub id: Uuid,
    /// The address.
    #[auth(login)]
    pub email: String,
    /// The hash of the password.
    pub hashed_password: PasswordHash,
    /// Whether the user may come in.
    pub is_active: bool,
    /// Whether the address was verified.
    pub is_verified: bool,
    /// The role.
    pub role_id: Option<i32>,
}

/// A role.
#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin", "Editor"])]
pub struct Role {
    /// The key.
    pub id: i32,
    /// The codename.
    pub codename: String,
}

/// A permission.
#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["report:read", "article:delete"])]
pub struct Permission {
    /// The key.
    pub id: i32,
    /// The codename.
    pub codename: String,
}

/// A user of a program without roles and permissions.
#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "members")]
pub struct Member {
    /// The key.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// The hash of the password.
    pub hashed_password: PasswordHash,
    /// Whether the member may come in.
    pub is_active: bool,
    /// Whether the address was verified.
    pub is_verified: bool,
}

/// What a field of a model's own may be: a column can hold it, and that is all.
#[derive(Clone, Copy, Debug, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum Plan {
    /// For nothing.
    Free,
    /// For something.
    Paid,
}

impl<DB> ToSql<Text, DB> for Plan
where
    DB: Backend,
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        match self {
            Self::Free => "free".to_sql(out),
            Self::Paid => "paid".to_sql(out),
        }
    }
}

impl<DB> FromSql<Text, DB> for Plan
where
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        match String::from_sql(value)?.as_str() {
            "free" => Ok(Self::Free),
            "paid" => Ok(Self::Paid),
            other => Err(format!("no plan: {other}").into()),
        }
    }
}

/// The state.
#[derive(Clone, FromRef)]
pub struct App {
    /// The handle.
    pub auth: FastAuth<User>,
}
