use fastauth::prelude::*;

struct Pages;

impl Pages {
    #[public]
    async fn index(&self) {}
}

fn main() {}
