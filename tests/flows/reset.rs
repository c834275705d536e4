//! `POST /auth/forgot-password`, `/auth/reset-password`.

use futures_util::future::join_all;
use serde_json::json;
use time::Duration;

use crate::support::TestApp;
use crate::support::app::PASSWORD;

const NEW: &str = "another long password";

async fn forgot(app: &TestApp, email: &str) -> String {
    app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
    app.mailed_token(email, "reset").await
}

on_every_database! {
    /// OT-10, SS-10: another password, every session ended, and nobody logged in by it.
    async fn a_password_is_reset(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let token = forgot(&app, "a@x.org").await;
        let mail = app.mails_to("a@x.org").await.pop().unwrap();
        assert_eq!(mail.link.unwrap(), format!("https://app.example/reset-password#token={token}"));
        let answer = app.post("/auth/reset-password", json!({"token": token, "password": NEW})).await.is(204);
        assert!(answer.bytes.is_empty() && answer.header("set-cookie").is_none());
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
        app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
        app.try_login("a@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");
        let user = app.try_login("a@x.org", NEW).await.is(200).json();
        let me = app.get("/users/me", user["access_token"].as_str().unwrap()).await.is(200).json();
        assert_eq!(me["is_verified"], true, "the mail was read where it was sent to");
        app.post("/auth/reset-password", json!({"token": token, "password": PASSWORD})).await.is_problem(400, "invalid_token");
        assert_eq!(app.mails_to("a@x.org").await.pop().unwrap().kind, "password_changed");
    }

    /// PW-05: a password that no registration takes is taken here by no means, and costs the token nothing.
    async fn the_rule_for_passwords_is_the_same(app: TestApp) {
        app.register("a@x.org").await;
        let before = app.auth.hasher().computed();
        let token = forgot(&app, "a@x.org").await;
        for (password, code) in [("short", "too_short"), (&"a".repeat(1025), "too_long")] {
            let answer = app.post("/auth/reset-password", json!({"token": token, "password": password})).await;
            answer.is_refused_field("password", code);
        }
        let garbage = app.post("/auth/reset-password", json!({"token": "garbage", "password": NEW})).await;
        garbage.is_problem(400, "invalid_token");
        assert_eq!(app.auth.hasher().computed(), before, "nothing is hashed for a mail, nor for what is refused");
        app.post("/auth/reset-password", json!({"token": token, "password": NEW})).await.is(204);
    }

    /// OT-01, OT-10: half an hour, and not for who is inactive.
    async fn a_token_has_its_time(app: TestApp) {
        let user = app.register("a@x.org").await;
        let token = forgot(&app, "a@x.org").await;
        app.clock.advance(Duration::minutes(30));
        app.post("/auth/reset-password", json!({"token": token, "password": NEW})).await.is_problem(400, "invalid_token");
        let token = forgot(&app, "a@x.org").await;
        app.database.execute("UPDATE users SET is_active = FALSE").await;
        app.post("/auth/reset-password", json!({"token": token, "password": NEW})).await.is_problem(400, "invalid_token");
        assert!(!app.auth.get_user(user.id).await.unwrap().is_active);
    }

    /// OT-06: the mail goes to the address that is stored, whatever was typed.
    async fn the_mail_goes_where_the_account_is(app: TestApp) {
        app.register("mike@x.org").await;
        for email in ["MIKE@X.ORG", "mıke@x.org", "mike@x.org,eve@x.org", "mike@x.org\r\nBcc: eve@x.org"] {
            app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
        }
        app.post("/auth/forgot-password", json!({"email": ["mike@x.org", "eve@x.org"]})).await.is(422);
        assert_eq!(app.mails_to("mike@x.org").await.len(), 1);
        assert_eq!(app.mails_to("eve@x.org").await.len(), 0);
    }

    /// OT-02: of any number at once, one sets the password.
    async fn a_token_is_used_once(app: TestApp) {
        app.register("a@x.org").await;
        let token = forgot(&app, "a@x.org").await;
        let attempts = (0..20).map(|number| {
            app.post("/auth/reset-password", json!({"token": token, "password": format!("{NEW} {number}")}))
        });
        let answers = join_all(attempts).await;
        let winners: Vec<usize> =
            answers.iter().enumerate().filter(|(_, answer)| answer.status == 204).map(|(number, _)| number).collect();
        assert_eq!(winners.len(), 1);
        app.try_login("a@x.org", &format!("{NEW} {}", winners[0])).await.is(200);
    }

    /// OT-07: a link begins with what is configured, and never with what a request says of itself.
    async fn a_link_is_not_what_a_request_says(app: TestApp) {
        app.register("a@x.org").await;
        let request = app.http.post(app.url("/auth/forgot-password")).header("host", "evil.example");
        let request = request.header("x-forwarded-host", "evil.example").header("forwarded", "host=evil.example");
        request.json(&json!({"email": "a@x.org"})).send().await.unwrap();
        let link = app.mails_to("a@x.org").await.pop().unwrap().link.unwrap();
        assert!(link.starts_with("https://app.example/reset-password#token="), "{link}");
    }
}
