//! Who was there before comes in as before.

use harness::{Kind, Tokens};

use crate::support::{Moved, OLD_PASSWORD, before};

on_every_database! {
    /// By the hash that the program before fastauth made, which becomes one of today's.
    async fn an_old_password_opens_and_its_hash_is_upgraded(app: Moved) {
        for (login, address) in [
            ("ada@example.org", "ada@example.org"), ("GRACE@example.org", "grace@example.org"), ("linus@example.org", "linus@example.org"),
        ] {
            let before = app.hash_of(address).await;
            assert!(before.starts_with("$2"), "{before}");
            app.try_login(login, "hunter3").await.is_problem(401, "invalid_credentials");
            assert_eq!(app.hash_of(address).await, before);
            app.old_login(login).await;
            let after = app.hash_of(address).await;
            assert!(after.starts_with("$argon2id$"), "{after}");
            app.try_login(login, "hunter3").await.is_problem(401, "invalid_credentials");
            app.old_login(login).await;
            assert_eq!(app.hash_of(address).await, after);
        }
    }

    async fn a_handle_opens_too_and_who_left_stays_out(app: Moved) {
        app.old_login("ada").await;
        app.try_login("Ada", OLD_PASSWORD).await.is_problem(401, "invalid_credentials");
        for login in ["ken@example.org", "ken", "nobody@example.org"] {
            app.try_login(login, OLD_PASSWORD).await.is_problem(401, "invalid_credentials");
        }
        assert!(app.hash_of("ken@example.org").await.starts_with("$2b$"), "who stays out keeps the old hash");
    }

    async fn a_session_goes_on_and_ends(app: Moved) {
        let first = app.old_login("ada").await;
        let next = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        app.get("/users/me", &next.access).await.is(200);
        app.post_with_token("/auth/token/logout", &next.access).await.is(204);
        app.get("/users/me", &next.access).await.is_problem(401, "invalid_token");
        app.refresh(&next.refresh).await.is_problem(401, "invalid_token");
        // One that is used twice ends its session.
        let stolen = app.old_login("ada").await;
        let next = Tokens::read(&app.refresh(&stolen.refresh).await.is(200));
        let next = Tokens::read(&app.refresh(&next.refresh).await.is(200));
        app.refresh(&stolen.refresh).await.is_problem(401, "invalid_token");
        app.get("/users/me", &next.access).await.is_problem(401, "invalid_token");
    }
}

/// A column that has room for bcrypt's 60 characters only: who was there still comes in, with the old hash.
#[tokio::test]
async fn a_hash_that_has_no_room_keeps_nobody_out() {
    for (kind, narrow) in [
        (Kind::Postgres, "ALTER TABLE people ALTER COLUMN secret_hash TYPE VARCHAR(60)"),
        (Kind::MariaDb, "ALTER TABLE people MODIFY secret_hash VARCHAR(60) NOT NULL"),
    ] {
        let database = before(kind).await;
        database.execute(narrow).await;
        let app = Moved::over(database).await;
        let tokens = app.old_login("ada").await;
        app.get("/users/me", &tokens.access).await.is(200);
        assert!(app.hash_of("ada@example.org").await.starts_with("$2b$"), "{kind:?}");
        app.register("new@example.org", 200).await.is_problem(422, "validation_failed");
    }
}
