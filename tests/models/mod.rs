//! Models of other shapes than the demo's, on every database.

mod claims;
mod extra_fields;
mod integer_keys;
mod odd_names;
mod other_admin;
mod own_schema;
mod role_fields;
mod schemas;
mod two_kinds;

use fastauth::model::AuthUser;
use fastauth::{Database, FastAuth, FastAuthConfig};

use crate::support::Kind;
use crate::support::app::SECRET;
use crate::support::database::TestDatabase;

pub const KINDS: [Kind; 3] = [Kind::Sqlite, Kind::Postgres, Kind::MariaDb];

/// The library over an empty database, its tables made.
async fn auth<U: AuthUser>(kind: Kind) -> (FastAuth<U>, TestDatabase) {
    let database = TestDatabase::create(kind).await;
    let auth = build(&database).await;
    auth.create_tables().await.unwrap();
    (auth, database)
}

pub async fn build<U: AuthUser>(database: &TestDatabase) -> FastAuth<U> {
    let connected = Database::connect_with(&database.url, harness::options().connect).await.unwrap();
    FastAuth::builder(connected).config(FastAuthConfig::new(SECRET)).build().await.unwrap()
}
