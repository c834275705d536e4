use fastauth::prelude::*;

#[derive(Clone, Debug, Permission)]
#[permission(table = "permissions")]
pub enum Permission {
    UserDelete,
    ReportRead,
}

fn main() {}
