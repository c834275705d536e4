#![deny(warnings)]

use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "people", role = Group)]
pub struct Person {
    #[auth(id)]
    pub key: Uuid,
    #[auth(email, login)]
    pub address: String,
    #[auth(username, login)]
    pub nick: Option<String>,
    #[auth(hashed_password)]
    pub secret: PasswordHash,
    #[auth(is_active)]
    pub enabled: bool,
    #[auth(is_verified)]
    pub confirmed: bool,
    #[auth(role_id)]
    pub group_id: Option<i32>,
    #[auth(created_at)]
    pub joined: OffsetDateTime,
}

#[derive(Clone, Debug, Role)]
#[role(table = "groups")]
pub struct Group {
    #[auth(id)]
    pub number: i32,
    #[auth(codename)]
    pub name: String,
}

#[require_user(roles = ["Admin"])]
async fn hello(user: Person) -> String {
    user.address
}

pub(super) fn main() {
    let _ = hello;
}
