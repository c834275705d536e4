//! Who works here: rows of tables that other programs read and write, too.

use diesel::prelude::Identifiable;
use fastauth::Clock;
use fastauth::prelude::*;
use time::{Date, PrimitiveDateTime};

use crate::schema;

/// A person. `language` and `remarks` are columns of other programs: the model leaves them to their defaults.
#[derive(Clone, Debug, AuthUser, Identifiable)]
#[auth_user(
    schema = schema::people,
    role = StaffRole,
    permission = Ability,
    oauth_account = LoginElsewhere,
    permission_rel = schema::people_abilities(person_no, ability_no),
)]
#[diesel(table_name = schema::people, primary_key(person_no))]
pub struct Person {
    #[auth(id)]
    pub person_no: i64,
    #[auth(email, login)]
    pub mail_address: String,
    #[auth(username, login)]
    pub handle: Option<String>,
    #[auth(column = "secret_hash")]
    pub hashed_password: PasswordHash,
    #[auth(is_active)]
    pub enabled: bool,
    #[auth(is_verified)]
    pub confirmed: bool,
    #[auth(role_id)]
    pub staff_role_no: Option<i32>,
    #[auth(create, read, update)]
    pub department_no: i32,
    #[auth(create, read, update)]
    pub full_name: String,
    #[auth(create, read, update)]
    pub badge_no: i32,
    #[auth(create, read, update, default = true)]
    pub newsletter: bool,
    #[auth(read, default = 1)]
    pub visits: i64,
    #[auth(create, read, update)]
    pub born_on: Option<Date>,
    #[auth(read, default = now())]
    pub joined_at: PrimitiveDateTime,
}

/// A column without a time zone, as it was: in UTC.
fn now() -> PrimitiveDateTime {
    let now = Clock::system().now();
    PrimitiveDateTime::new(now.date(), now.time())
}

/// A role, and what it is paid by.
#[derive(Clone, Debug, Role)]
#[role(
    schema = schema::staff_roles,
    known = ["Manager", "Clerk"],
    grants(Clerk = ["stock:count"]),
    permission = Ability,
    permission_rel = schema::role_abilities(role_no, ability_no),
)]
pub struct StaffRole {
    #[auth(id)]
    pub role_no: i32,
    #[auth(codename)]
    pub label: String,
    #[auth(read, default = 9)]
    pub pay_grade: i32,
}

/// What somebody may do. Its `area` has a default in the database.
#[derive(Clone, Debug, Permission)]
#[permission(schema = schema::abilities, known = ["invoice:read", "invoice:settle", "stock:count"])]
pub struct Ability {
    #[auth(id)]
    pub ability_no: i64,
    #[auth(codename)]
    pub name: String,
}

/// An account at a provider.
#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(schema = schema::logins_elsewhere)]
pub struct LoginElsewhere {
    #[auth(id)]
    pub login_no: i64,
    #[auth(user_id)]
    pub person_no: i64,
    #[auth(oauth_name)]
    pub provider: String,
    #[auth(account_id)]
    pub subject: String,
}
