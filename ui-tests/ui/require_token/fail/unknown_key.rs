use fastauth::prelude::*;

#[require_token(refesh)]
async fn refresh() {}

fn main() {}
