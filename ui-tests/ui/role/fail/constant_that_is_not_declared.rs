use fastauth::prelude::*;

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin"])]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

const ALL: &[&str] = &[Role::AMDIN];

fn main() {
    let _ = ALL;
}
