//! A table that was there before: other column names, and columns that the library does not know.

use fastauth::prelude::*;

use super::{KINDS, build};
use crate::support::Kind;
use crate::support::app::PASSWORD;
use crate::support::database::TestDatabase;

mod schema {
    diesel::table! {
        people (person_id) {
            person_id -> BigInt,
            mail_address -> Text,
            pw_hash -> Text,
            enabled -> Bool,
            verified -> Bool,
            shoe_size -> Nullable<Integer>,
        }
    }
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(schema = schema::people)]
pub struct Person {
    #[auth(column = "person_id")]
    pub id: i64,
    #[auth(column = "mail_address")]
    pub email: String,
    #[auth(column = "pw_hash")]
    pub hashed_password: PasswordHash,
    #[auth(is_active)]
    pub enabled: bool,
    #[auth(is_verified)]
    pub verified: bool,
    #[auth(create, read)]
    pub shoe_size: Option<i32>,
}

fn ddl(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => {
            "CREATE TABLE people (person_id INTEGER PRIMARY KEY AUTOINCREMENT, mail_address TEXT NOT NULL UNIQUE, \
             pw_hash TEXT NOT NULL, enabled BOOLEAN NOT NULL, verified BOOLEAN NOT NULL, shoe_size INTEGER, \
             joined TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"
        }
        Kind::Postgres => {
            "CREATE TABLE people (person_id BIGSERIAL PRIMARY KEY, mail_address TEXT NOT NULL UNIQUE, \
             pw_hash TEXT NOT NULL, enabled BOOLEAN NOT NULL, verified BOOLEAN NOT NULL, shoe_size INTEGER, \
             joined TIMESTAMPTZ NOT NULL DEFAULT now())"
        }
        Kind::MariaDb => {
            "CREATE TABLE people (person_id BIGINT AUTO_INCREMENT PRIMARY KEY, mail_address VARCHAR(254) NOT NULL UNIQUE, \
             pw_hash TEXT NOT NULL, enabled BOOLEAN NOT NULL, verified BOOLEAN NOT NULL, shoe_size INTEGER, \
             joined TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP) CHARACTER SET utf8mb4"
        }
    }
}

#[tokio::test]
async fn a_table_of_ones_own_is_used_as_it_is() {
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        database.execute(ddl(kind)).await;
        let auth = build::<Person>(&database).await;
        auth.create_tables().await.unwrap();
        let create = |email: &str| PersonCreate {
            email: email.to_owned(),
            password: PASSWORD.into(),
            shoe_size: Some(38),
        };
        let person = auth.register(create("a@x.org")).await.unwrap();
        assert_eq!(person.shoe_size, Some(38));
        assert_eq!(auth.register(create("a@X.org")).await.unwrap_err().code(), "email_taken");
        let tokens = auth.password_login("a@x.org", PASSWORD.into()).await.unwrap();
        let next = auth.refresh(&tokens.refresh_token).await.unwrap();
        let claims = auth.strategy().read_access(&next.access_token).await.unwrap();
        auth.logout(&claims).await.unwrap();
        assert!(auth.refresh(&next.refresh_token).await.is_err());
        auth.delete_user(person.id).await.unwrap();
        assert_eq!(auth.get_user(person.id).await.unwrap_err().code(), "user_not_found", "{kind:?}");
    }
}
