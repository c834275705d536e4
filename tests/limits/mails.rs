//! Mails that are asked for.

use fastauth::limit::RateLimit;
use http::Method;
use serde_json::json;
use time::Duration;

use super::world::{is_too_many, post_from};
use crate::support::app::PASSWORD;

const HOUR: Duration = Duration::HOUR;

with_each_limiter! {
    /// RG-10: the fourth mail of its kind to an address is not sent, and nobody is told.
    async fn the_fourth_mail_is_not_sent(counter: Counter) {
        let app = counter.start_with_defaults().await;
        app.register("ada@x.org").await;
        app.register("bob@x.org").await;
        let ask = async |path: &str, email: &str| {
            let mut answer = app.post(path, json!({"email": email})).await.is(202);
            answer.headers.remove("date");
            (answer.headers, answer.bytes)
        };
        let mut answers = vec![ask("/auth/forgot-password", "unknown@x.org").await];
        for path in ["/auth/forgot-password", "/auth/request-verify-token", "/auth/forgot-password", "/auth/forgot-password", "/auth/request-verify-token"] {
            for email in ["ada@x.org", "ADA@x.org"] {
                answers.push(ask(path, email).await);
            }
            app.mails_to("ada@x.org").await;
        }
        let kinds = async |kind: &str| app.mails_to("ada@x.org").await.iter().filter(|mail| mail.kind == kind).count();
        assert_eq!((kinds("reset").await, kinds("verify").await), (3, 3), "each kind by itself: no other keeps a reset away");
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        ask("/auth/forgot-password", "bob@x.org").await;
        assert_eq!(app.mails_to("bob@x.org").await.len(), 1);
        // The mail that came last is still good.
        let newest = async || app.mails_to("ada@x.org").await.into_iter().rfind(|mail| mail.kind == "reset").unwrap().token.unwrap();
        let token = newest().await;
        app.advance(Duration::minutes(20)).await;
        ask("/auth/forgot-password", "ada@x.org").await;
        assert_eq!(kinds("reset").await, 4);
        assert_ne!(newest().await, token);
    }

    /// RG-10: so many mails may be asked for from an address, whoever they go to, and whether anybody is there.
    async fn mails_are_limited_by_who_asks(counter: Counter) {
        let app = counter.start(|limits| limits.mail_per_address = RateLimit::new(4, HOUR)).await;
        let (_, tokens) = app.signed_in("ada@x.org").await;
        for number in 0..2 {
            for path in ["/auth/forgot-password", "/auth/request-verify-token"] {
                let body = json!({"email": format!("nobody{number}@x.org")});
                post_from(&app, "192.0.2.1", path, body).await.is(202);
            }
        }
        for path in ["/auth/forgot-password", "/auth/request-verify-token"] {
            is_too_many(&post_from(&app, "192.0.2.1", path, json!({"email": "ada@x.org"})).await, HOUR);
            post_from(&app, "192.0.2.2", path, json!({"email": "ada@x.org"})).await.is(202);
        }
        let change = app.http.patch(app.url("/users/me")).bearer_auth(&tokens.access);
        let change = change.header("x-forwarded-for", "192.0.2.1").json(&json!({"email": "new@x.org"}));
        assert_eq!(change.send().await.unwrap().status(), 429);
        assert_eq!(app.mails_to("new@x.org").await.len(), 0);
    }

    /// RG-10: nobody is flooded by those who say that they want that address.
    async fn an_address_that_many_want_is_mailed_three_times(counter: Counter) {
        let app = counter.start_with_defaults().await;
        let mut bodies = Vec::new();
        for number in 0..5 {
            let (_, tokens) = app.signed_in(&format!("u{number}@x.org")).await;
            let answer = app.send(Method::PATCH, "/users/me", &tokens.access, json!({"email": "victim@x.org"})).await;
            bodies.push(answer.is(200).json()["email"].as_str().unwrap().to_owned());
        }
        assert_eq!(bodies, ["u0@x.org", "u1@x.org", "u2@x.org", "u3@x.org", "u4@x.org"]);
        assert_eq!(app.mails_to("victim@x.org").await.len(), 3);
        app.try_login("u0@x.org", PASSWORD).await.is(200);
    }
}

/// RG-10: nor by registrations that do not say whether the address has an account.
#[tokio::test]
async fn registrations_do_not_flood_whose_address_it_is() {
    let mut options = crate::support::options();
    options.config.registration_reveals_accounts = false;
    options.config.require_verified = true;
    options.config.limits.mail_per_account = RateLimit::new(3, HOUR);
    let app = crate::support::TestApp::start_with(crate::support::Kind::Sqlite, options).await;
    for _ in 0..6 {
        app.post("/auth/register", json!({"email": "ada@x.org", "password": PASSWORD})).await.is(202);
        app.auth.finish_background().await;
    }
    assert_eq!(app.mails_to("ada@x.org").await.len(), 3);
}
