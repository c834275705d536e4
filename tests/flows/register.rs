//! `POST /auth/register`.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::app::PASSWORD;
use crate::support::{Kind, TestApp, options};

on_every_database! {
    async fn a_stranger_gets_an_account(app: TestApp) {
        let answer = app
            .post("/auth/register", json!({
                "email": "Ada@Example.ORG", "username": "ada", "password": PASSWORD, "display_name": "Ada 🦀",
            }))
            .await
            .is(201);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let user = answer.json();
        let expected = json!({
            "id": user["id"], "email": "ada@example.org", "username": "ada", "is_active": true,
            "is_verified": false, "display_name": "Ada 🦀", "permissions": [], "created_at": user["created_at"],
            "role": {"id": user["role"]["id"], "codename": "User", "permissions": []},
        });
        assert_eq!(user, expected, "nothing more, nothing less");
        assert!(user["id"].is_string() && user["role"]["id"].is_string() && user["created_at"].is_string());
        let tokens = app.login("ada@example.org").await;
        assert_eq!(app.get("/users/me", &tokens.access).await.is(200).json(), user);
    }

    /// RG-02, RG-03: one address in two spellings is one account, by the database's own index.
    async fn an_address_is_taken_in_any_spelling(app: TestApp) {
        app.register("A@x.org").await;
        for email in ["A@x.org", "a@X.org", "a@x.org"] {
            app.post("/auth/register", json!({"email": email, "password": PASSWORD})).await
                .is_problem(409, "email_taken");
        }
        app.post("/auth/register", json!({"email": "b@x.org", "username": "ada", "password": PASSWORD})).await.is(201);
        app.post("/auth/register", json!({"email": "c@x.org", "username": "ada", "password": PASSWORD})).await
            .is_problem(409, "username_taken");
    }

    /// A unique index lets any number of users have no username.
    async fn two_users_without_a_username_get_along(app: TestApp) {
        app.register("a@x.org").await;
        app.register("b@x.org").await;
    }

    /// RG-03: of fifty at the same instant one gets the address, and nobody a 500.
    async fn of_many_at_once_one_wins(app: TestApp) {
        let spellings = ["A@x.org", "a@X.org"];
        let attempts = (0..50).map(|attempt| {
            app.post("/auth/register", json!({"email": spellings[attempt % 2], "password": PASSWORD}))
        });
        let answers = join_all(attempts).await;
        let created = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(created, 1);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            answer.is_problem(409, "email_taken");
        }
        app.login("a@x.org").await;
    }

    /// RG-01: what the client may not decide, it may not send; and the row is as if it had not.
    async fn nobody_makes_themselves_an_admin(app: TestApp) {
        for (field, value) in [
            ("id", json!("00000000-0000-0000-0000-000000000000")),
            ("is_active", json!(true)),
            ("is_verified", json!(true)),
            ("is_superuser", json!(true)),
            ("role", json!("Admin")),
            ("role_id", json!(1)),
            ("roles", json!(["Admin"])),
            ("permissions", json!(["user:delete"])),
            ("hashed_password", json!("$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA")),
            ("created_at", json!("2000-01-01T00:00:00Z")),
        ] {
            let mut body = json!({"email": "eve@x.org", "password": PASSWORD});
            body[field] = value;
            app.post("/auth/register", body).await.is_refused_field(field, "unknown");
        }
        assert!(app.auth.get_user_by_email("eve@x.org").await.is_err());
    }

    /// RG-05, RG-06: an e-mail is exactly one address, of a length that the column holds.
    async fn an_email_is_one_address(app: TestApp) {
        for email in [
            json!("notanemail"), json!(""), json!("a@x.org,b@x.org"), json!("A <a@x.org>"), json!("\"a\"@x.org"),
            json!("a@x.org\r\nBcc: b@x.org"), json!("-a@x.org"), json!("mıke@x.org"), json!("a@xn--example-.org"),
        ] {
            let answer = app.post("/auth/register", json!({"email": email, "password": PASSWORD})).await;
            answer.is_refused_field("email", "invalid");
        }
        for email in [json!(["a@x.org"]), json!({"a": 1}), json!(7), Value::Null] {
            let answer = app.post("/auth/register", json!({"email": email, "password": PASSWORD})).await;
            answer.is_refused_field("email", "invalid");
        }
        let padded = format!("admin@x.org{}x", " ".repeat(250));
        app.post("/auth/register", json!({"email": padded, "password": PASSWORD})).await
            .is_refused_field("email", "too_long");
        app.post("/auth/register", json!({"password": PASSWORD})).await.is_refused_field("email", "missing");
    }

    /// LG-11: what is typed at a login can mean one account only.
    async fn a_username_does_not_look_like_an_address(app: TestApp) {
        let register = |username: &str| {
            app.post("/auth/register", json!({"email": "a@x.org", "username": username, "password": PASSWORD}))
        };
        register("victim@x.org").await.is_refused_field("username", "invalid");
        register("ad min").await.is_refused_field("username", "invalid");
        register("ab").await.is_refused_field("username", "length");
        register(&"a".repeat(65)).await.is_refused_field("username", "length");
        register(&"a".repeat(64)).await.is(201);
    }

    /// RG-04: names are compared as they are written, whatever the database's default collation is.
    async fn names_that_differ_are_different(app: TestApp) {
        let register = |email: &str, username: &str| {
            app.post("/auth/register", json!({"email": email, "username": username, "password": PASSWORD}))
        };
        register("a@x.org", "Jose").await.is(201);
        register("b@x.org", "jose").await.is(201);
        app.auth.roles().insert(demo::models::Role { id: 0, codename: "admin".to_owned() }).await.unwrap();
        let role = app.auth.roles().find_by_codename("admin").await.unwrap().unwrap();
        assert_ne!(role.id, app.auth.roles().find_by_codename("Admin").await.unwrap().unwrap().id);
    }

    /// PW-01 to PW-03: length, and nothing else.
    async fn a_password_is_long_and_otherwise_free(app: TestApp) {
        let register = async |password: String| {
            let email = format!("u{}@x.org", uuid::Uuid::now_v7().simple());
            app.post("/auth/register", json!({"email": email, "password": password})).await
        };
        let before = app.auth.hasher().computed();
        register("a".repeat(14)).await.is_refused_field("password", "too_short");
        register("a".repeat(1025)).await.is_refused_field("password", "too_long");
        assert_eq!(app.auth.hasher().computed(), before, "what is refused is not hashed");
        register("a".repeat(15)).await.is(201);
        register("🦀".repeat(14)).await.is_refused_field("password", "too_short");
        register("🦀".repeat(15)).await.is(201);
        register("               ".to_owned()).await.is(201);
        register("a".repeat(64)).await.is(201);
        register("a".repeat(1024)).await.is(201);
    }

    /// Everything that is wrong is told at once.
    async fn all_errors_come_together(app: TestApp) {
        let answer = app
            .post("/auth/register", json!({"email": 7, "username": ["x"], "is_admin": true}))
            .await;
        answer.is_refused_field("email", "invalid");
        answer.is_refused_field("username", "invalid");
        answer.is_refused_field("password", "missing");
        answer.is_refused_field("is_admin", "unknown");
    }
}

/// RG-09: a misspelt default role is found at start, not at the first registration.
#[tokio::test]
async fn a_misspelt_default_role_does_not_start() {
    use fastauth::{Database, FastAuth};
    let mut config = options().config;
    config.user_default_role = Some("Usre".to_owned());
    let database = Database::connect("sqlite::memory:").await.unwrap();
    let error = FastAuth::<demo::models::User>::builder(database).config(config).build().await.unwrap_err();
    assert!(error.to_string().contains("user_default_role"), "{error}");
}

/// The role of a new account is the configuration's.
#[tokio::test]
async fn an_account_can_begin_without_a_role() {
    let mut options = options();
    options.config.user_default_role = None;
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    assert_eq!(app.get("/users/me", &tokens.access).await.json()["role"], Value::Null);
}

/// LG-03: where registration may not tell who has an account, the answer is one for all, and whoever has the
/// account is told.
#[tokio::test]
async fn a_registration_can_be_silent() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let mut options = options();
        options.config.registration_reveals_accounts = false;
        options.config.require_verified = true;
        let app = TestApp::start_with(kind, options).await;
        let register = async |email: &str, more: Value| {
            let mut body = json!({"email": email, "password": PASSWORD});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.post("/auth/register", body).await
        };
        let computed = app.auth.hasher().computed();
        let mut answers = Vec::new();
        for email in ["a@x.org", "a@X.org", "b@x.org"] {
            let answer = register(email, json!({})).await.is(202);
            let mut headers = answer.headers.clone();
            headers.remove("date");
            answers.push((answer.bytes, headers));
            app.auth.finish_background().await;
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert!(answers[0].0.is_empty());
        assert_eq!(app.auth.hasher().computed() - computed, 3, "and as much work for each");
        let kinds = app.mails_to("a@x.org").await.iter().map(|mail| mail.kind).collect::<Vec<_>>();
        assert_eq!(kinds, ["email_reused"]);
        // What comes next tells no more: no login, nor the same once more.
        for (email, password) in
            [("b@x.org", PASSWORD), ("a@x.org", "another password of that length"), ("z@x.org", PASSWORD)]
        {
            app.try_login(email, password).await.is_problem(401, "invalid_credentials");
        }
        for _ in 0..2 {
            register("c@x.org", json!({"username": "ada"})).await.is(202);
            app.auth.finish_background().await;
        }
        app.post("/auth/request-verify-token", json!({"email": "c@x.org"})).await.is(202);
        let token = app.mailed_token("c@x.org", "verify").await;
        app.post("/auth/verify", json!({"token": token})).await.is(200);
        let tokens = app.login("c@x.org").await;
        // Nor does a change of address.
        for email in ["a@x.org", "free@x.org"] {
            app.send(http::Method::PATCH, "/users/me", &tokens.access, json!({"email": email})).await.is(200);
        }
        let kinds = app.mails_to("a@x.org").await.iter().map(|mail| mail.kind).collect::<Vec<_>>();
        assert_eq!(kinds, ["email_reused", "email_reused"]);
        assert_eq!(app.mails_to("free@x.org").await.pop().unwrap().kind, "email_change");
        // A username is no secret: somebody must learn that another is wanted.
        register("d@x.org", json!({"username": "ada"})).await.is_problem(409, "username_taken");
        register("no address", json!({})).await.is_refused_field("email", "invalid");
    }
}
