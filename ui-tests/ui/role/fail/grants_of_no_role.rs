use fastauth::prelude::*;
use ui_tests::Permission;

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Editor"], grants(Edtor = ["report:read"], Admin = [7], Admin = []))]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, Debug, Role)]
#[role(table = "others", grants = ["report:read"])]
pub struct Other {
    pub id: i32,
    pub codename: String,
}

#[derive(Clone, Debug, Permission)]
#[permission(table = "more_permissions", grants(Admin = ["*"]))]
pub struct More {
    pub id: i32,
    pub codename: String,
}

fn main() {}
