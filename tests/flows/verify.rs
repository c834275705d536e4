//! `POST /auth/request-verify-token`, `/auth/verify`.

use fastauth::PasswordHash;
use fastauth::credential::TokenDigest;
use fastauth::model::Changes;
use futures_util::future::join_all;
use http::Method;
use serde_json::json;
use time::Duration;

use crate::support::TestApp;
use crate::support::app::PASSWORD;

async fn request_verify(app: &TestApp, email: &str) -> String {
    app.post("/auth/request-verify-token", json!({"email": email})).await.is(202);
    app.mailed_token(email, "verify").await
}

on_every_database! {
    async fn an_address_is_verified_once(app: TestApp) {
        app.signed_in("a@x.org").await;
        app.post("/auth/request-verify-token", json!({"email": "A@X.org"})).await.is(202);
        let token = app.mailed_token("a@x.org", "verify").await;
        let mail = app.mails_to("a@x.org").await.pop().unwrap();
        assert_eq!(mail.link.unwrap(), format!("https://app.example/verify#token={token}"));
        let verified = app.post("/auth/verify", json!({"token": token})).await.is(200);
        assert_eq!(verified.header("cache-control"), Some("no-store"));
        let user = verified.json();
        assert_eq!((&user["email"], &user["is_verified"]), (&json!("a@x.org"), &json!(true)));
        app.post("/auth/verify", json!({"token": token})).await.is_problem(400, "invalid_token");
        assert!(app.auth.get_user_by_email("a@x.org").await.unwrap().is_verified);
    }

    /// RG-07: whoever came in before the address was shown to be somebody's is out; but for who shows it.
    async fn sessions_from_before_end_but_the_one_that_asks(app: TestApp) {
        let (_, mine) = app.signed_in("a@x.org").await;
        let other = app.login("a@x.org").await;
        let (_, bystander) = app.signed_in("b@x.org").await;
        let token = request_verify(&app, "a@x.org").await;
        app.send(Method::POST, "/auth/verify", &mine.access, json!({"token": token})).await.is(200);
        app.get("/demo/verified", &mine.access).await.is(200);
        app.refresh(&mine.refresh).await.is(200);
        app.get("/demo/user", &other.access).await.is_problem(401, "invalid_token");
        app.refresh(&other.refresh).await.is_problem(401, "invalid_token");
        app.get("/demo/user", &bystander.access).await.is(200);
        // Somebody else's session, or none, keeps nothing.
        let (_, mine) = app.signed_in("c@x.org").await;
        let token = request_verify(&app, "c@x.org").await;
        app.send(Method::POST, "/auth/verify", &bystander.access, json!({"token": token})).await.is(200);
        app.get("/demo/user", &mine.access).await.is_problem(401, "invalid_token");
        app.get("/demo/user", &bystander.access).await.is(200);
    }

    /// LG-03: whether there is anything to verify, the answer does not say.
    async fn nobody_learns_who_is_here(app: TestApp) {
        app.register("unverified@x.org").await;
        app.register_verified("verified@x.org").await;
        let inactive = app.register("inactive@x.org").await;
        app.set_active(&inactive, false).await;
        let mut answers = Vec::new();
        for email in ["unverified@x.org", "verified@x.org", "inactive@x.org", "nobody@x.org", "no address"] {
            for path in ["/auth/request-verify-token", "/auth/forgot-password"] {
                let answer = app.post(path, json!({"email": email})).await.is(202);
                let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
                answers.push((answer.bytes.clone(), headers.map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()));
            }
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        let kinds = async |email: &str| app.mails_to(email).await.iter().map(|mail| mail.kind).collect::<Vec<_>>();
        let mut unverified = kinds("unverified@x.org").await;
        unverified.sort_unstable();
        assert_eq!(unverified, ["reset", "verify"]);
        assert_eq!(kinds("verified@x.org").await, ["verify", "reset"], "the first, and no second");
        for email in ["inactive@x.org", "nobody@x.org", "no address"] {
            assert_eq!(kinds(email).await, [""; 0], "{email}");
        }
    }

    /// OT-01, OT-03: a token has its time, and a newer one takes its place.
    async fn a_token_ends_and_is_replaced(app: TestApp) {
        app.register("a@x.org").await;
        let old = request_verify(&app, "a@x.org").await;
        let new = request_verify(&app, "a@x.org").await;
        app.post("/auth/verify", json!({"token": old})).await.is_problem(400, "invalid_token");
        app.clock.advance(Duration::hours(24));
        app.post("/auth/verify", json!({"token": new})).await.is_problem(400, "invalid_token");
        let last = request_verify(&app, "a@x.org").await;
        app.clock.advance(Duration::hours(24) - Duration::seconds(30));
        app.post("/auth/verify", json!({"token": last})).await.is(200);
    }

    /// OT-03: and dies where the password, the address or the activity becomes another.
    async fn a_token_dies_with_what_it_was_made_for(app: TestApp) {
        let changes = [
            Changes { hashed_password: Some(PasswordHash::unusable()), ..Changes::default() },
            Changes { email: Some("other@x.org".to_owned()), ..Changes::default() },
            Changes { is_active: Some(false), ..Changes::default() },
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let email = format!("u{number}@x.org");
            let (user, tokens) = app.signed_in(&email).await;
            let verify = request_verify(&app, &email).await;
            app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
            let reset = app.mailed_token(&email, "reset").await;
            let wanted = format!("wanted{number}@x.org");
            app.send(Method::PATCH, "/users/me", &tokens.access, json!({"email": wanted})).await.is(200);
            let change_email = app.mailed_token(&wanted, "email_change").await;
            app.auth.update_user(user.id, change).await.unwrap();
            if number == 2 {
                app.set_active(&user, true).await;
            }
            for token in [&verify, &change_email] {
                app.post("/auth/verify", json!({"token": token})).await.is_problem(400, "invalid_token");
            }
            let body = json!({"token": reset, "password": "another long password"});
            app.post("/auth/reset-password", body).await.is_problem(400, "invalid_token");
            assert!(!app.auth.get_user(user.id).await.unwrap().is_verified);
        }
    }

    /// OT-11: what is wrong with a token, nobody learns.
    async fn every_bad_token_is_the_same(app: TestApp) {
        app.register("a@x.org").await;
        let used = request_verify(&app, "a@x.org").await;
        app.post("/auth/verify", json!({"token": used})).await.is(200);
        app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
        let reset = app.mailed_token("a@x.org", "reset").await;
        let mut answers = Vec::new();
        for token in ["", "x", &used, &reset, &reset.to_uppercase(), &format!("{reset}="), &"a".repeat(5_000), "🦀"] {
            let answer = app.post("/auth/verify", json!({"token": token})).await;
            answer.is_problem(400, "invalid_token");
            answers.push(answer.bytes);
        }
        for token in ["x", &used] {
            let body = json!({"token": token, "password": "another long password"});
            answers.push(app.post("/auth/reset-password", body).await.is(400).bytes);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
        app.post("/auth/verify", json!({})).await.is_refused_field("token", "missing");
    }

    /// OT-02: of any number at once, one has its effect.
    async fn a_token_is_used_once(app: TestApp) {
        app.register("a@x.org").await;
        let token = request_verify(&app, "a@x.org").await;
        let answers = join_all((0..50).map(|_| app.post("/auth/verify", json!({"token": token})))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            answer.is_problem(400, "invalid_token");
        }
    }

    /// OT-09: opening a link uses nothing up, and no address or token is part of a path or a query.
    async fn nothing_is_used_up_by_looking(app: TestApp) {
        app.register("a@x.org").await;
        let token = request_verify(&app, "a@x.org").await;
        for _ in 0..3 {
            app.get_as_stranger("/auth/verify").await.is_problem(405, "method_not_allowed");
            app.get_as_stranger(&format!("/auth/verify?token={token}")).await.is_problem(405, "method_not_allowed");
        }
        app.post("/auth/verify", json!({"token": token})).await.is(200);
    }

    /// OT-01: a token is not in the database, only what it cannot be made of.
    async fn what_is_stored_is_no_token(app: TestApp) {
        app.register("a@x.org").await;
        let token = request_verify(&app, "a@x.org").await;
        let now = app.clock.now();
        let stored = app.auth.store().find_token(TokenDigest::of(&token), now).await.unwrap();
        assert_eq!(stored.unwrap().1, "a@x.org");
        let other = TokenDigest::of(&token.to_uppercase());
        assert!(app.auth.store().find_token(other, now).await.unwrap().is_none());
        app.database.execute("DELETE FROM fastauth_user_tokens").await;
        app.post("/auth/verify", json!({"token": token})).await.is_problem(400, "invalid_token");
    }

    /// RG-07: accounts at providers that were linked before anybody had shown whose the address is are gone.
    async fn what_was_linked_before_is_gone(app: TestApp) {
        use demo::models::OAuthAccount;
        let accounts = app.auth.oauth_accounts();
        let link = async |user: &demo::models::User| {
            let account = OAuthAccount {
                id: uuid::Uuid::now_v7(),
                user_id: user.id,
                oauth_name: "google".to_owned(),
                account_id: user.email.clone(),
                account_email: None,
            };
            accounts.insert(account).await.unwrap();
        };
        let by_verification = app.register("a@x.org").await;
        link(&by_verification).await;
        let token = request_verify(&app, "a@x.org").await;
        app.post("/auth/verify", json!({"token": token})).await.is(200);
        assert_eq!(accounts.list(by_verification.id, None, 10).await.unwrap().len(), 0);
        // The same by a reset; and nothing of a user whose address was verified before.
        for (email, verified, left) in [("b@x.org", false, 0), ("c@x.org", true, 1)] {
            let user = if verified { app.register_verified(email).await } else { app.register(email).await };
            link(&user).await;
            app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
            let token = app.mailed_token(email, "reset").await;
            app.post("/auth/reset-password", json!({"token": token, "password": PASSWORD})).await.is(204);
            assert_eq!(accounts.list(user.id, None, 10).await.unwrap().len(), left, "{email}");
        }
    }
}
