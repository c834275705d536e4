use fastauth::prelude::*;

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["user:", "report:read"])]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

fn main() {}
