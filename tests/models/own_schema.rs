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
    ddl_with(kind, "NOT NULL UNIQUE", "INTEGER")
}

/// The same, with other constraints on the address, and another shoe size.
fn ddl_with(kind: Kind, address: &str, shoe_size: &str) -> String {
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
        format!(r#"CREATE TABLE "{table}" ("{id}" {integer_key}, "called so" {text} NOT NULL);"#)
    };
    let people = format!(
        r#"CREATE TABLE "our people" (person_id {key}, "mail address" {text} {address},
           pw_hash TEXT NOT NULL, enabled BOOLEAN NOT NULL, verified BOOLEAN NOT NULL,
           "function" INTEGER REFERENCES "Functions" ("order"), shoe_size {shoe_size},
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
        let person = auth.register(create("a@x.org")).await.unwrap();
        assert_eq!(person.shoe_size, Some(38));
        assert_eq!(auth.register(create("a@X.org")).await.unwrap_err().code(), "email_taken");
        let tokens = auth.password_login("a@x.org", PASSWORD.into()).await.unwrap();
        let next = auth.refresh(tokens.refresh_token.as_deref().unwrap()).await.unwrap();
        auth.grant_to_user(person.id, &[Licence::SHOES_WEAR]).await.unwrap();
        auth.assign_role_to_user(Some("Admin"), person.id).await.unwrap();
        for policy in [
            const { &Policy::new().roles(&["Admin"]) },
            const { &Policy::new().permissions(&["shoes:wear"]) },
        ] {
            assert!(auth.check_access(&next.access_token, policy).await.unwrap().1, "{kind:?} {policy}");
        }
        auth.logout(&next.access_token).await.unwrap();
        assert!(auth.refresh(&next.refresh_token.unwrap()).await.is_err());
        assert_eq!(auth.delete_user(person.id).await.unwrap_err().code(), "last_admin", "{kind:?}");
        auth.assign_role_to_user(Some("Admin"), auth.register(create("b@x.org")).await.unwrap().id)
            .await
            .unwrap();
        auth.delete_user(person.id).await.unwrap();
        assert_eq!(auth.get_user(person.id).await.unwrap_err().code(), "user_not_found", "{kind:?}");
    }
}

fn create(email: &str) -> PersonCreate {
    PersonCreate { email: email.to_owned(), password: PASSWORD.into(), shoe_size: Some(38) }
}

/// In the quotes of the database.
fn quoted(kind: Kind, sql: &str) -> String {
    if kind == Kind::MariaDb { sql.replace('"', "`") } else { sql.to_owned() }
}

/// LG-11: a login that names two accounts opens neither, where no unique index keeps them apart.
#[tokio::test]
async fn a_login_that_names_two_opens_neither() {
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        database.execute(&ddl_with(kind, "NOT NULL", "INTEGER")).await;
        let auth = build::<Person>(&database).await;
        auth.create_tables().await.unwrap();
        auth.register(create("a@x.org")).await.unwrap();
        auth.register(create("b@x.org")).await.unwrap();
        auth.password_login("a@x.org", PASSWORD.into()).await.unwrap();
        database.execute(&quoted(kind, r#"UPDATE "our people" SET "mail address" = 'a@x.org'"#)).await;
        let refused = auth.password_login("a@x.org", PASSWORD.into()).await.unwrap_err();
        assert_eq!(refused.code(), "invalid_credentials", "{kind:?}");
        assert!(auth.get_user_by_email("a@x.org").await.is_err(), "{kind:?}");
        assert!(auth.register(create("a@x.org")).await.is_err(), "{kind:?}: somebody else's row is nobody's");
    }
}

/// What a column does not take is the client's to mend: a 422, and no alarm.
#[tokio::test]
async fn a_value_that_no_column_takes_is_refused() {
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        let address = r#"NOT NULL UNIQUE CHECK (length("mail address") < 20)"#;
        let shoe_size = if kind == Kind::MariaDb { "SMALLINT" } else { "INTEGER" };
        let shoe_size = format!("{shoe_size} CHECK (shoe_size > 0)");
        database.execute(&ddl_with(kind, address, &shoe_size)).await;
        let auth = build::<Person>(&database).await;
        auth.create_tables().await.unwrap();
        let mut refused =
            vec![("a@x.org", -1), ("somebody-with-a-long-name@x.org", 38), ("a@x.org", i32::MIN)];
        if kind == Kind::MariaDb {
            refused.push(("a@x.org", 40_000));
        }
        for (email, shoe_size) in refused {
            let create = PersonCreate { shoe_size: Some(shoe_size), ..create(email) };
            let error = auth.register(create).await.unwrap_err();
            assert_eq!(error.code(), "validation_failed", "{kind:?}, {email}, {shoe_size}");
        }
        auth.register(create("a@x.org")).await.unwrap();
    }
}

/// A user whom a table of the application's refers to stays, and that is no failure of the database's.
#[tokio::test]
async fn a_user_in_use_is_not_deleted() {
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        database.execute(&ddl(kind)).await;
        let auth = build::<Person>(&database).await;
        auth.create_tables().await.unwrap();
        let person = auth.register(create("a@x.org")).await.unwrap();
        let posts = format!(
            r#"CREATE TABLE posts (author BIGINT NOT NULL, FOREIGN KEY (author) REFERENCES "our people" (person_id));
               INSERT INTO posts VALUES ({})"#,
            person.id
        );
        database.execute(&quoted(kind, &posts)).await;
        assert_eq!(auth.delete_user(person.id).await.unwrap_err().code(), "user_in_use", "{kind:?}");
        database.execute("DELETE FROM posts").await;
        auth.delete_user(person.id).await.unwrap();
    }
}

/// One permission that is there twice is not two.
#[tokio::test]
async fn a_codename_that_is_there_twice_counts_once() {
    const BOTH: &Policy = &Policy::new().all_permissions(&["shoes:wear", "user:read"]);
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        database.execute(&ddl(kind)).await;
        let auth = build::<Person>(&database).await;
        auth.create_tables().await.unwrap();
        database
            .execute(&quoted(kind, r#"INSERT INTO "Licences" ("called so") VALUES ('shoes:wear')"#))
            .await;
        let person = auth.register(create("a@x.org")).await.unwrap();
        let tokens = auth.create_token(&person).await.unwrap();
        auth.grant_to_user(person.id, &["shoes:wear"]).await.unwrap();
        assert_eq!(auth.store().grants_of(person.id).await.unwrap().permissions.len(), 2, "{kind:?}");
        assert!(!auth.check_access(&tokens.access_token, BOTH).await.unwrap().1, "{kind:?}");
        auth.grant_to_user(person.id, &["user:read"]).await.unwrap();
        assert!(auth.check_access(&tokens.access_token, BOTH).await.unwrap().1, "{kind:?}");
    }
}
