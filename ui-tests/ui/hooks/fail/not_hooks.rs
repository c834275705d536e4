use fastauth::prelude::*;
use ui_tests::User;

struct Mailer;

fn build(database: Database) {
    let _ = FastAuth::<User>::builder(database).hooks(Mailer);
}

fn main() {
    let _ = build;
}
