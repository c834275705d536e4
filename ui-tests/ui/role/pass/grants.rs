#![deny(warnings)]

use fastauth::model::Codenamed;
use fastauth::prelude::*;

mod rights {
    use fastauth::prelude::*;

    #[derive(Clone, Debug, Permission)]
    #[permission(table = "rights", known = ["page:edit"])]
    pub struct Right {
        pub id: i32,
        pub codename: String,
    }
}

#[derive(Clone, Debug, Role)]
#[role(
    table = "roles",
    known = ["page.editor"],
    permission = rights::Right,
    grants(Admin = ["*"], "page.editor" = [rights::Right::PAGE_EDIT, "user:read"], User = []),
)]
pub struct Role {
    pub id: i32,
    pub codename: String,
}

pub(super) fn main() {
    assert_eq!(Role::GRANTS.get(1), Some(&("page.editor", ["page:edit", "user:read"].as_slice())));
}
