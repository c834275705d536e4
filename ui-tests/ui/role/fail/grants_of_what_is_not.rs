use fastauth::prelude::*;
use ui_tests::Permission;

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Editor"], grants(Admin = ["*"], Editor = ["report:raed", "report:read"]))]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

fn main() {}
