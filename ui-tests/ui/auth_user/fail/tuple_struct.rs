use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users")]
pub struct User(Uuid, String, PasswordHash, bool, bool);

fn main() {}
