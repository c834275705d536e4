#![deny(warnings)]

use fastauth::prelude::*;
use ui_tests::User;

async fn build(database: Database, config: FastAuthConfig) -> Result<FastAuth<User>, Box<dyn std::error::Error>> {
    let _ = FastAuth::<User>::builder(database.clone()).hooks(()).config(config.clone()).build().await?;
    Ok(FastAuth::builder(database).config(config).hooks(()).build().await?)
}

pub(super) fn main() {
    let _ = build;
}
