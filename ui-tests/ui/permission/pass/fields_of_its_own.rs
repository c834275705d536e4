#![deny(warnings)]

use fastauth::prelude::*;

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions", known = ["report:read"])]
pub struct Permission {
    pub id: i64,
    pub codename: String,
    #[auth(create, read, update)]
    pub description: Option<String>,
    #[auth(read, default = true)]
    pub visible: bool,
    pub created_at: Option<OffsetDateTime>,
}

pub(super) fn main() {
    let _ = PermissionUpdate { description: Some(None) };
}
