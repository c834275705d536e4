use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users")]
pub enum User {
    Guest,
    Member,
}

fn main() {}
