//! Accounts with fields of the service's own.

use harness::{Answer, PASSWORD};
use http::Method;
use own_tables::models::LoginElsewhere;
use serde_json::{Value, json};

use crate::support::{Moved, OLD_PASSWORD};

fn newcomer() -> Value {
    json!({
        "email": "New@Example.org", "username": "newcomer", "password": PASSWORD, "full_name": "Nina New 🦀",
        "department_no": 2, "badge_no": 200, "born_on": "1990-02-28",
    })
}

async fn patch_me(app: &Moved, token: &str, body: Value) -> Answer {
    app.send(Method::PATCH, "/users/me", token, body).await
}

on_every_database! {
    async fn a_newcomer_brings_what_the_table_asks_for(app: Moved) {
        let made = app.post("/auth/register", newcomer()).await.is(201).json();
        let expected = json!({
            "id": "5", "email": "new@example.org", "username": "newcomer", "is_active": true, "is_verified": false,
            "role": {"id": made["role"]["id"], "codename": "Clerk", "permissions": ["stock:count"]}, "permissions": [],
            "department_no": 2, "full_name": "Nina New 🦀", "badge_no": 200, "newsletter": true, "visits": 1,
            "born_on": "1990-02-28", "joined_at": made["joined_at"],
        });
        assert_eq!(made, expected, "nothing more, nothing less");
        let tokens = app.login("newcomer").await;
        assert_eq!(app.get("/users/me", &tokens.access).await.is(200).json()["full_name"], "Nina New 🦀");
        let rows = app.rows().await;
        let (_, (.., language, remarks)) = rows.people.last().unwrap();
        assert_eq!((language.as_str(), remarks), ("en", &None), "what the model leaves out has the table's default");
    }

    async fn without_it_nobody_gets_an_account(app: Moved) {
        let before = app.rows().await;
        let answer = app.post("/auth/register", json!({"email": "n@example.org", "password": PASSWORD})).await;
        for field in ["full_name", "department_no", "badge_no"] {
            answer.is_refused_field(field, "missing");
        }
        for (field, value) in [
            ("full_name", json!(7)), ("full_name", Value::Null), ("department_no", json!("Sales")), ("badge_no", json!(3_000_000_000_i64)),
            ("newsletter", json!("yes")), ("born_on", json!("1990-02-30")),
        ] {
            let mut body = newcomer();
            body[field] = value;
            app.post("/auth/register", body).await.is_refused_field(field, "invalid");
        }
        for field in ["person_no", "visits", "joined_at", "language", "remarks", "secret_hash", "staff_role_no", "enabled", "confirmed"] {
            let mut body = newcomer();
            body[field] = json!(1);
            app.post("/auth/register", body).await.is_refused_field(field, "unknown");
        }
        assert_eq!(app.rows().await, before);
    }

    /// An index or a foreign key of the service's own refuses, and the client is told that it is a value of its own.
    async fn a_value_that_the_tables_refuse_is_the_clients_to_mend(app: Moved) {
        let register = async |field: &str, value: Value| {
            let mut body = newcomer();
            body[field] = value;
            app.post("/auth/register", body).await
        };
        register("email", json!("ADA@example.org")).await.is_problem(409, "email_taken");
        register("username", json!("ada")).await.is_problem(409, "username_taken");
        register("badge_no", json!(101)).await.is_problem(409, "value_taken");
        register("department_no", json!(99)).await.is_problem(422, "validation_failed");
        app.post("/auth/register", newcomer()).await.is(201);
        let tokens = app.old_login("ada").await;
        patch_me(&app, &tokens.access, json!({"username": "grace"})).await.is_problem(409, "username_taken");
        let badge = json!({"username": "ada", "badge_no": 100});
        patch_me(&app, &tokens.access, badge).await.is_problem(409, "value_taken");
        patch_me(&app, &tokens.access, json!({"department_no": 99})).await.is_problem(422, "validation_failed");
    }

    async fn somebody_sees_and_changes_their_own_fields(app: Moved) {
        let tokens = app.old_login("ada").await;
        let me = app.get("/users/me", &tokens.access).await.is(200);
        let expected = json!({
            "id": "2", "email": "ada@example.org", "username": "ada", "is_active": true, "is_verified": true,
            "role": {"id": "2", "codename": "Manager", "permissions": ["invoice:read", "invoice:settle"]}, "permissions": [],
            "department_no": 1, "full_name": "Ada Lovelace", "badge_no": 101, "newsletter": true, "visits": 12,
            "born_on": "1815-12-10", "joined_at": me.json()["joined_at"],
        });
        assert_eq!(me.json(), expected, "and no hash");
        assert!(me.json()["joined_at"].as_str().unwrap().starts_with("2020-01-15"), "{}", me.json());

        let before = app.rows().await;
        let body = json!({"full_name": "Ada King", "department_no": 2, "newsletter": false, "born_on": null});
        let changed = patch_me(&app, &tokens.access, body).await.is(200).json();
        assert_eq!((&changed["full_name"], &changed["department_no"]), (&json!("Ada King"), &json!(2)));
        assert_eq!((&changed["newsletter"], &changed["born_on"]), (&json!(false), &Value::Null));
        let mut after = before.clone();
        (after.people[1].0.6, after.people[1].1.0) = (2, "Ada King".to_owned());
        (after.people[1].1.2, after.people[1].1.4) = (false, None);
        assert_eq!(app.rows().await, after, "that, and nothing else");
        for field in ["person_no", "visits", "joined_at", "language", "secret_hash", "hashed_password", "staff_role_no", "confirmed"] {
            patch_me(&app, &tokens.access, json!({field: 1})).await.is_refused_field(field, "unknown");
        }
        patch_me(&app, &tokens.access, json!({"full_name": null})).await.is_refused_field("full_name", "invalid");
    }

    /// An account at a provider that was linked before anybody had shown whose the address is goes with that.
    async fn an_address_is_verified_and_changed(app: Moved) {
        let linked = LoginElsewhere { login_no: 0, person_no: 3, provider: "github".into(), subject: "linus".into() };
        app.auth.oauth_accounts().insert(linked).await.unwrap();
        app.post("/auth/request-verify-token", json!({"email": "Linus@Example.org"})).await.is(202);
        let token = app.mailed("linus@example.org").await;
        assert_eq!(app.post("/auth/verify", json!({"token": token})).await.is(200).json()["is_verified"], true);
        let left: Vec<i64> = app.rows().await.logins_elsewhere.iter().map(|(_, person_no, ..)| *person_no).collect();
        assert_eq!(left, [2]);
        app.post("/auth/verify", json!({"token": token})).await.is_problem(400, "invalid_token");

        let tokens = app.old_login("linus@example.org").await;
        patch_me(&app, &tokens.access, json!({"email": "torvalds@example.org"})).await.is(200);
        let token = app.mailed("torvalds@example.org").await;
        app.send(Method::POST, "/auth/verify", &tokens.access, json!({"token": token})).await.is(200);
        app.try_login("linus@example.org", OLD_PASSWORD).await.is_problem(401, "invalid_credentials");
        app.old_login("torvalds@example.org").await;
    }

    async fn a_forgotten_password_is_replaced(app: Moved) {
        let tokens = app.old_login("ada").await;
        app.post("/auth/forgot-password", json!({"email": "ada@example.org"})).await.is(202);
        let token = app.mailed("ada@example.org").await;
        let reset = async |password: &str| app.post("/auth/reset-password", json!({"token": token, "password": password})).await;
        reset(OLD_PASSWORD).await.is_refused_field("password", "too_short");
        reset(PASSWORD).await.is(204);
        reset(PASSWORD).await.is_problem(400, "invalid_token");
        app.get("/users/me", &tokens.access).await.is_problem(401, "invalid_token");
        app.try_login("ada", OLD_PASSWORD).await.is_problem(401, "invalid_credentials");
        app.login("ada").await;
    }

    /// What belongs to a person goes with the person, unless a table of the service's says that it stays.
    async fn an_account_is_deleted_with_what_belongs_to_it(app: Moved) {
        let before = app.rows().await;
        let ada = app.old_login("ada").await;
        let delete = async |token: &str, password: &str| app.send(Method::DELETE, "/users/me", token, json!({"password": password})).await;
        delete(&ada.access, OLD_PASSWORD).await.is_problem(409, "user_in_use");
        app.get("/users/me", &ada.access).await.is(200);

        app.register("new@example.org", 200).await.is(201);
        let tokens = app.login("new@example.org").await;
        let person = app.auth.get_user_by_email("new@example.org").await.unwrap();
        app.auth.grant_to_user(person.person_no, &["invoice:read"]).await.unwrap();
        delete(&tokens.access, PASSWORD).await.is(204);
        app.get("/users/me", &tokens.access).await.is_problem(401, "invalid_token");
        app.try_login("new@example.org", PASSWORD).await.is_problem(401, "invalid_credentials");
        assert_eq!(app.rows().await, before, "and nothing of anybody else's");
    }
}
