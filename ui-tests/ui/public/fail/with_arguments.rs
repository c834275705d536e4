use fastauth::prelude::*;

#[public(roles = ["Admin"])]
async fn index() {}

fn main() {}
