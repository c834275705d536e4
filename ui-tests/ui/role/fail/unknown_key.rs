use fastauth::prelude::*;

#[derive(Clone, Debug, Role)]
#[role(table = "roles", knwon = ["Admin"])]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

fn main() {}
