#![deny(warnings)]

use fastauth::prelude::*;

#[derive(Clone, Debug, Role)]
#[role(table = "roles", known = ["Admin", "ChiefEditor", "press:read-only", "2nd", "type"])]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

const ALL: &[&str] = &[Role::ADMIN, Role::CHIEF_EDITOR, Role::PRESS_READ_ONLY, Role::_2ND, Role::TYPE];

pub(super) fn main() {
    assert_eq!(ALL, ["Admin", "ChiefEditor", "press:read-only", "2nd", "type"]);
}
