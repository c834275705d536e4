use fastauth::prelude::*;

struct Visitor;

fn build(database: Database) {
    let _ = FastAuth::<Visitor>::builder(database);
}

fn main() {
    let _ = build;
}
