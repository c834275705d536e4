//! What users do to themselves: `/users/me`, `/auth/change-password`.

use http::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::support::app::{PASSWORD, Tokens};
use crate::support::{Answer, TestApp};

async fn patch(app: &TestApp, token: &str, body: Value) -> Answer {
    app.send(Method::PATCH, "/users/me", token, body).await
}

on_every_database! {
    async fn ones_own_fields_are_changed(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let changed = patch(&app, &tokens.access, json!({"display_name": "Ada", "username": "ada"})).await.is(200).json();
        assert_eq!((&changed["display_name"], &changed["username"]), (&json!("Ada"), &json!("ada")));
        assert_eq!(app.get("/users/me", &tokens.access).await.json(), changed);
        let changed = patch(&app, &tokens.access, json!({"display_name": null})).await.is(200).json();
        assert_eq!((&changed["display_name"], &changed["username"]), (&Value::Null, &json!("ada")));
        let changed = patch(&app, &tokens.access, json!({"username": null})).await.is(200).json();
        assert_eq!(changed["username"], Value::Null);
        patch(&app, &tokens.access, json!({})).await.is(200);
        app.register("b@x.org").await;
        let (_, other) = app.signed_in("c@x.org").await;
        patch(&app, &other.access, json!({"username": "taken"})).await.is(200);
        patch(&app, &tokens.access, json!({"username": "taken"})).await.is_problem(409, "username_taken");
        patch(&app, &tokens.access, json!({"username": "a@b"})).await.is_refused_field("username", "invalid");
        app.get("/demo/user", &tokens.access).await.is(200);
    }

    /// RG-01: what an administrator decides, nobody decides for themselves.
    async fn nobody_makes_themselves_more(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        for (field, value) in [
            ("id", json!("1")), ("is_active", json!(true)), ("is_verified", json!(true)), ("role", json!("Admin")),
            ("role_id", json!(1)), ("permissions", json!(["user:delete"])), ("password", json!(PASSWORD)),
            ("hashed_password", json!("x")), ("created_at", json!("2000-01-01T00:00:00Z")),
        ] {
            patch(&app, &tokens.access, json!({field: value})).await.is_refused_field(field, "unknown");
        }
        patch(&app, "garbage", json!({"is_active": true})).await.is_problem(401, "invalid_token");
    }

    /// OT-05: the old address stays until the new one is verified, and is told then.
    async fn another_address_counts_once_it_is_verified(app: TestApp) {
        let user = app.register_verified("old@x.org").await;
        let tokens = app.login("old@x.org").await;
        let other = app.login("old@x.org").await;
        let answer = patch(&app, &tokens.access, json!({"email": "New@X.org"})).await.is(200).json();
        assert_eq!((&answer["email"], &answer["is_verified"]), (&json!("old@x.org"), &json!(true)));
        app.login("old@x.org").await;
        let token = app.mailed_token("new@x.org", "email_change").await;
        let answer = app.send(Method::POST, "/auth/verify", &tokens.access, json!({"token": token})).await.is(200).json();
        assert_eq!((&answer["email"], &answer["is_verified"]), (&json!("new@x.org"), &json!(true)));
        assert_eq!(app.mails_to("old@x.org").await.pop().unwrap().kind, "email_changed");
        app.get("/demo/user", &tokens.access).await.is(200);
        app.get("/demo/user", &other.access).await.is_problem(401, "invalid_token");
        app.try_login("old@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");
        app.login("new@x.org").await;
        assert_eq!(app.auth.get_user_by_email("new@x.org").await.unwrap().id, user.id);
        app.post("/auth/verify", json!({"token": token})).await.is_problem(400, "invalid_token");
    }

    /// OT-04: the address that was asked for last is the one that can be confirmed.
    async fn only_the_last_address_can_be_confirmed(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        patch(&app, &tokens.access, json!({"email": "first@x.org"})).await.is(200);
        let first = app.mailed_token("first@x.org", "email_change").await;
        patch(&app, &tokens.access, json!({"email": "second@x.org"})).await.is(200);
        app.post("/auth/verify", json!({"token": first})).await.is_problem(400, "invalid_token");
        let second = app.mailed_token("second@x.org", "email_change").await;
        app.register("second@x.org").await;
        app.post("/auth/verify", json!({"token": second})).await.is_problem(409, "email_taken");
        app.login("a@x.org").await;
        patch(&app, &tokens.access, json!({"email": "second@x.org"})).await.is_problem(409, "email_taken");
        patch(&app, &tokens.access, json!({"email": "no address"})).await.is_refused_field("email", "invalid");
        patch(&app, &tokens.access, json!({"email": null})).await.is_refused_field("email", "invalid");
        patch(&app, &tokens.access, json!({"email": "no address", "display_name": "x"})).await.is_refused_field("email", "invalid");
        assert_eq!(app.get("/users/me", &tokens.access).await.json()["display_name"], Value::Null, "nothing of it was changed");
        let mails = app.mails_to("a@x.org").await.len();
        patch(&app, &tokens.access, json!({"email": "A@x.org"})).await.is(200);
        assert_eq!(app.mails_to("a@x.org").await.len(), mails, "it is the address already");
    }

    /// SS-15: with a login that is not older than ten minutes; a refresh makes it no younger.
    async fn another_address_asks_for_a_fresh_login(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        app.clock.advance(Duration::minutes(10));
        let tokens = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
        let body = json!({"email": "b@x.org", "display_name": "Ada"});
        patch(&app, &tokens.access, body).await.is_problem(403, "reauthentication_required");
        let me = app.get("/users/me", &tokens.access).await.json();
        assert_eq!(me["display_name"], Value::Null, "nothing of it was changed");
        patch(&app, &tokens.access, json!({"display_name": "Ada"})).await.is(200);
        let fresh = app.login("a@x.org").await;
        app.clock.advance(Duration::minutes(9));
        patch(&app, &fresh.access, json!({"email": "b@x.org"})).await.is(200);
    }

    /// SS-10: this session stays, every other ends.
    async fn a_password_is_changed(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let other = app.login("a@x.org").await;
        let change = async |current: &str, new: &str| {
            let body = json!({"current_password": current, "new_password": new});
            app.send(Method::POST, "/auth/change-password", &tokens.access, body).await
        };
        change("not the password", "another long password").await.is_problem(403, "wrong_password");
        change(PASSWORD, "short").await.is_refused_field("new_password", "too_short");
        app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
        let reset = app.mailed_token("a@x.org", "reset").await;
        change(PASSWORD, "another long password").await.is(204);
        app.get("/demo/user", &tokens.access).await.is(200);
        app.refresh(&tokens.refresh).await.is(200);
        app.get("/demo/user", &other.access).await.is_problem(401, "invalid_token");
        app.refresh(&other.refresh).await.is_problem(401, "invalid_token");
        app.try_login("a@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");
        app.try_login("a@x.org", "another long password").await.is(200);
        let body = json!({"token": reset, "password": PASSWORD});
        app.post("/auth/reset-password", body).await.is_problem(400, "invalid_token");
        assert_eq!(app.mails_to("a@x.org").await.pop().unwrap().kind, "password_changed");
    }

    async fn an_account_is_deleted_by_who_knows_its_password(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        let delete = async |body: Value| app.send(Method::DELETE, "/users/me", &tokens.access, body).await;
        delete(json!({"password": "not the password"})).await.is_problem(403, "wrong_password");
        delete(json!({})).await.is_refused_field("password", "missing");
        app.get("/demo/user", &tokens.access).await.is(200);
        delete(json!({"password": PASSWORD})).await.is(204);
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
        app.try_login("a@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");
        assert_eq!(app.auth.get_user(user.id).await.unwrap_err().code(), "user_not_found");
        app.register("a@x.org").await;
    }
}
