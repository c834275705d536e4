use fastauth::prelude::*;
use ui_tests::Plan;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users")]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    #[auth(default = Plan::Free, sql = Txt)]
    pub plan: Plan,
}

fn main() {}
