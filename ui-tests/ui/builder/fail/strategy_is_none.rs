use fastauth::prelude::*;
use ui_tests::User;

fn build(database: Database) {
    let _ = FastAuth::<User>::builder(database).token_strategy("jwt");
}

fn main() {
    let _ = build;
}
