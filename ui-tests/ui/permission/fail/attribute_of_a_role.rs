use fastauth::prelude::*;

#[derive(Clone, Debug, Permission)]
#[role(table = "permissions")]
pub struct Permission {
    pub id: i32,
    pub codename: String,
}

fn main() {}
