//! Tables and columns that are called what the library calls something of its own.

use fastauth::Policy;
use fastauth::prelude::*;

use super::{KINDS, auth, build};
use crate::support::Kind;
use crate::support::app::PASSWORD;
use crate::support::database::TestDatabase;

#[derive(Clone, Debug, Permission)]
#[permission(table = "rights", known = ["file:read"])]
pub struct Right {
    pub id: i32,
    pub codename: String,
}

/// Users whose key column is named as the sessions name theirs.
mod members {
    use super::*;

    diesel::table! {
        members (user_id) {
            user_id -> Integer,
            email -> Text,
            hashed_password -> Text,
            is_active -> Bool,
            is_verified -> Bool,
        }
    }

    #[derive(AuthUser)]
    #[auth_user(schema = members)]
    pub struct Member {
        #[auth(column = "user_id")]
        pub id: i32,
        pub email: String,
        pub hashed_password: PasswordHash,
        pub is_active: bool,
        pub is_verified: bool,
    }
}

/// Users with short names, and with almost the same.
macro_rules! users {
    ($($module:ident $table:literal;)*) => {$(
        mod $module {
            use super::*;

            #[derive(AuthUser)]
            #[auth_user(table = $table, permission = Right)]
            pub struct User {
                pub id: i32,
                pub email: String,
                pub hashed_password: PasswordHash,
                pub is_active: bool,
                pub is_verified: bool,
            }
        }
    )*};
}
users! {
    short "p";
    one "operator";
    many "operators";
}

const ANY: &Policy = &Policy::new();
const READERS: &Policy = &Policy::new().permissions(&["file:read"]);

#[tokio::test]
async fn a_key_may_be_called_user_id() {
    for kind in KINDS {
        let database = TestDatabase::create(kind).await;
        let key = match kind {
            Kind::Sqlite => "INTEGER PRIMARY KEY",
            Kind::Postgres => "SERIAL PRIMARY KEY",
            Kind::MariaDb => "INTEGER AUTO_INCREMENT PRIMARY KEY",
        };
        let ddl = format!(
            "CREATE TABLE members (user_id {key}, email VARCHAR(254) NOT NULL UNIQUE, \
             hashed_password VARCHAR(254) NOT NULL, is_active BOOLEAN NOT NULL, is_verified BOOLEAN NOT NULL)"
        );
        database.execute(&ddl).await;
        let auth = build::<members::Member>(&database).await;
        auth.create_tables().await.unwrap();
        let create =
            |email: &str| members::MemberCreate { email: email.to_owned(), password: PASSWORD.into() };
        auth.register(create("a@x.org")).await.unwrap();
        auth.register(create("b@x.org")).await.unwrap();
        let tokens = auth.password_login("a@x.org", PASSWORD.into()).await.unwrap();
        assert_eq!(auth.check_access(&tokens.access_token, ANY).await.unwrap().0.email, "a@x.org");
        auth.check_refresh(tokens.refresh_token.as_deref().unwrap()).await.unwrap();
        database.execute("UPDATE members SET is_active = FALSE WHERE email = 'a@x.org'").await;
        assert!(auth.check_refresh(tokens.refresh_token.as_deref().unwrap()).await.is_err(), "{kind:?}");
    }
}

#[tokio::test]
async fn a_table_may_be_called_as_an_alias() {
    for kind in KINDS {
        let (auth, _database) = auth::<short::User>(kind).await;
        let create = |email: &str| short::UserCreate { email: email.to_owned(), password: PASSWORD.into() };
        let reader = auth.register(create("a@x.org")).await.unwrap();
        let other = auth.register(create("b@x.org")).await.unwrap();
        auth.grant_to_user(reader.id, &[Right::FILE_READ]).await.unwrap();
        for (user, reads) in [(reader, true), (other, false)] {
            let tokens = auth.create_token(&user).await.unwrap();
            let (_, passes) = auth.check_access(&tokens.access_token, READERS).await.unwrap();
            assert_eq!(passes, reads, "{kind:?} {}", user.email);
            let held = auth.store().grants_of(user.id).await.unwrap().permissions;
            assert_eq!(held.is_empty(), !reads, "{kind:?} {}", user.email);
        }
    }
}

#[tokio::test]
async fn two_tables_may_differ_by_a_letter() {
    for kind in KINDS {
        let (ones, database) = auth::<one::User>(kind).await;
        let manys = build::<many::User>(&database).await;
        manys.create_tables().await.unwrap();
        let (email, password) = ("a@x.org".to_owned(), PASSWORD.into());
        let one = ones.register(one::UserCreate { email, password }).await.unwrap();
        let (email, password) = ("a@x.org".to_owned(), PASSWORD.into());
        let many = manys.register(many::UserCreate { email, password }).await.unwrap();
        assert_eq!(one.id, many.id);
        let tokens = ones.create_token(&one).await.unwrap();
        manys.grant_to_user(many.id, &[Right::FILE_READ]).await.unwrap();
        assert!(!ones.check_access(&tokens.access_token, READERS).await.unwrap().1, "{kind:?}");
    }
}
