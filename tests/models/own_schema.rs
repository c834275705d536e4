//! A table that was there before: other column names, and columns that the library does not know.

use fastauth::Policy;
use fastauth::prelude::*;

use super::{KINDS, build};
use crate::support::Kind;
use crate::support::app::PASSWORD;
use crate::support::database::TestDatabase;

mod schema {
    diesel::table! {
        #[sql_name = "our people"]
        people (person_id) {
            person_id -> BigInt,
            #[sql_name = "mail address"]
            mail_address -> Text,
            pw_hash -> Text,
            enabled -> Bool,
            verified -> Bool,
            #[sql_name = "function"]
            role -> Nullable<Integer>,
            shoe_size -> Nullable<Integer>,
        }
    }
    diesel::table! {
        #[sql_name = "Functions"]
        functions (number) {
            #[sql_name = "order"]
            number -> Integer,
            #[sql_name = "called so"]
            name -> Text,
        }
    }
    diesel::table! {
        #[sql_name = "Licences"]
        licences (id) {
            id -> Integer,
            #[sql_name = "called so"]
            name -> Text,
        }
    }
}

#[derive(Clone, Debug, Role)]
#[role(schema = schema::functions)]
pub struct Function {
    #[auth(column = "number")]
    pub id: i32,
    #[auth(codename)]
    pub name: String,
}

#[derive(Clone, Debug, Permission)]
#[permission(schema = schema::licences, known = ["shoes:wear"])]
pub struct Licence {
    pub id: i32,
    #[auth(codename)]
    pub name: String,
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(schema = schema::people, role = Function, permission = Licence)]
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
    #[auth(column = "role")]
    pub role_id: Option<i32>,
    #[auth(create, read)]
    pub shoe_size: Option<i32>,
}

/// What was there before: the names are such as need quotes, and a column is none of the model's.
fn ddl(kind: Kind) -> String {
    let (key, integer_key, text, stamp) = match kind {
        Kind::Sqlite => {
            ("INTEGER PRIMARY KEY AUTOINCREMENT", "INTEGER PRIMARY KEY AUTOINCREMENT", "TEXT", "TEXT")
        }
        Kind::Postgres => ("BIGSERIAL PRIMARY KEY", "SERIAL PRIMARY KEY", "TEXT", "TIMESTAMPTZ"),
        Kind::MariaDb => (
            "BIGINT AUTO_INCREMENT PRIMARY KEY",
            "INTEGER AUTO_INCREMENT PRIMARY KEY",
            "VARCHAR(254)",
            "TIMESTAMP",
        ),
    };
    let named = |table: &str, id: &str| {
        format!(r#"CREATE TABLE "{table}" ("{id}" {integer_key}, "called so" {text} NOT NULL UNIQUE);"#)
    };
    let people = format!(
        r#"CREATE TABLE "our people" (person_id {key}, "mail address" {text} NOT NULL UNIQUE,
           pw_hash TEXT NOT NULL, enabled BOOLEAN NOT NULL, verified BOOLEAN NOT NULL,
           "function" INTEGER REFERENCES "Functions" ("order"), shoe_size INTEGER,
           joined {stamp} NOT NULL DEFAULT CURRENT_TIMESTAMP);"#
    );
    let ddl = named("Functions", "order") + &named("Licences", "id") + &people;
    if kind == Kind::MariaDb { ddl.replace('"', "`") } else { ddl }
}

#[tokio::test]
async fn a_table_of_ones_own_is_used_as_it_is() {
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        database.execute(&ddl(kind)).await;
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
        auth.grant_to_user(person.id, &[Licence::SHOES_WEAR]).await.unwrap();
        auth.assign_role_to_user(Some("Admin"), person.id).await.unwrap();
        for policy in [
            const { &Policy::new().roles(&["Admin"]) },
            const { &Policy::new().permissions(&["shoes:wear"]) },
        ] {
            assert!(auth.check_access(&next.access_token, policy).await.unwrap().1, "{kind:?} {policy}");
        }
        auth.logout(&next.access_token).await.unwrap();
        assert!(auth.refresh(&next.refresh_token).await.is_err());
        auth.delete_user(person.id).await.unwrap();
        assert_eq!(auth.get_user(person.id).await.unwrap_err().code(), "user_not_found", "{kind:?}");
    }
}
