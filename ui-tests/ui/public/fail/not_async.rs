use fastauth::prelude::*;

#[public]
fn index() {}

fn main() {}
