use fastauth::prelude::*;

#[require_user]
struct Page;

fn main() {}
