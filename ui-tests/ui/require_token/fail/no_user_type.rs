use fastauth::prelude::*;

#[require_token]
async fn who() {}

fn main() {}
