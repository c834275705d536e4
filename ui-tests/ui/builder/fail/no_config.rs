use fastauth::prelude::*;
use ui_tests::User;

async fn build(database: Database) {
    let _ = FastAuth::<User>::builder(database).build().await;
}

fn main() {
    let _ = build;
}
