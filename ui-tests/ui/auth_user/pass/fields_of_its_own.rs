#![deny(warnings)]

use diesel::sql_types::Text;
use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users")]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    #[auth(create, read, update)]
    pub display_name: Option<String>,
    #[auth(create, read)]
    pub born: OffsetDateTime,
    #[auth(read, default = 5)]
    pub seats: i16,
    #[auth(read, update, default = 1.5)]
    pub factor: f64,
    #[auth(update)]
    pub ratio: f32,
    #[auth(create, update)]
    pub fields: Option<String>,
    #[auth(create, update)]
    pub value: Option<String>,
    pub visits: i64,
    pub avatar: Vec<u8>,
    pub thumbnail: Option<Vec<u8>>,
    pub device: Option<Uuid>,
    #[auth(create, read, update, sql = Text, default = Plan::Free)]
    pub plan: Plan,
    #[auth(sql = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub next_plan: Option<Plan>,
    #[auth(column = "type")]
    pub r#type: String,
}

#[derive(
    Clone, Copy, Debug, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow, serde::Deserialize, serde::Serialize,
)]
#[diesel(sql_type = Text)]
pub enum Plan {
    Free,
    Paid,
}

impl<DB> diesel::serialize::ToSql<Text, DB> for Plan
where
    DB: diesel::backend::Backend,
    str: diesel::serialize::ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        match self {
            Self::Free => "free".to_sql(out),
            Self::Paid => "paid".to_sql(out),
        }
    }
}

impl<DB> diesel::deserialize::FromSql<Text, DB> for Plan
where
    DB: diesel::backend::Backend,
    String: diesel::deserialize::FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        match String::from_sql(value)?.as_str() {
            "free" => Ok(Self::Free),
            "paid" => Ok(Self::Paid),
            other => Err(format!("no plan: {other}").into()),
        }
    }
}

pub(super) fn main() {}
