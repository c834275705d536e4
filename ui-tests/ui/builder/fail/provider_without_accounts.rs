use fastauth::prelude::*;
use fastauth::provider::{Protocol, Provider};

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users")]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

fn with(database: Database, corp: impl Protocol) {
    let _ = FastAuth::<User>::builder(database).provider(Provider::new("corp", corp));
}

fn main() {}
