use fastauth::prelude::*;

#[derive(Clone, Debug, Default)]
pub enum Plan {
    #[default]
    Free,
    Paid,
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users")]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    #[auth(sql = Text)]
    pub plan: Plan,
}

fn main() {}
