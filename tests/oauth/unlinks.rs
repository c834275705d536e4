//! A user gives an account at a provider up.

use futures_util::future::join_all;
use serde_json::{Value, json};
use time::Duration;

use crate::support::Kind;
use crate::support::app::{PASSWORD, Tokens};
use crate::support::sign_in::{SignInApp, user};

/// The path of the first account of whoever has this token, at this provider.
async fn account(app: &SignInApp, token: &str, provider: &str) -> String {
    let accounts: Vec<Value> = app.linked(token).await;
    let found = accounts.iter().find(|account| account["oauth_name"] == provider).unwrap();
    format!("/auth/oauth/accounts/{}", found["id"].as_str().unwrap())
}

on_every_strategy! {
    /// OA-09, SS-10: whoever came in by it is out, with everything that was mailed; the user is told.
    async fn whoever_came_in_by_it_is_out(app: SignInApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        app.provider.is("elsewhere", json!("b@x.org"), json!(true));
        app.link("oidc", &tokens.access).await.is(200);
        let other = app.signed_in_by("oidc").await;
        app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
        let mailed = app.mailed_token("a@x.org", "reset").await;

        let path = account(&app, &tokens.access, "oidc").await;
        app.delete(&path, &tokens.access).await.is(204);
        assert_eq!(app.mails_to("a@x.org").await.pop().unwrap().kind, "provider_unlinked");
        app.get("/users/me", &tokens.access).await.is(200);
        app.get("/users/me", &other.access).await.is_problem(401, "invalid_token");
        app.refresh(&other.refresh).await.is_problem(401, "invalid_token");
        let reset = json!({"token": mailed, "password": "trombone-by-the-river"});
        app.post("/auth/reset-password", reset).await.is_problem(400, "invalid_token");
        app.delete(&path, &tokens.access).await.is_problem(404, "oauth_account_not_found");
        // Whoever signs in with it again is somebody else.
        let tokens = app.signed_in_by("oidc").await;
        assert_eq!(app.get("/users/me", &tokens.access).await.json()["email"], "b@x.org");
    }
}

on_every_database_with_providers! {
    /// OA-09: the last way in stays.
    async fn the_last_way_in_stays(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        let tokens = app.signed_in_by("oidc").await;
        let path = account(&app, &tokens.access, "oidc").await;
        app.delete(&path, &tokens.access).await.is_problem(409, "last_login_method");
        app.sign_in("oidc").await.is(200);

        // Another account is a way in, where its provider is one of the service's.
        app.link("plain", &tokens.access).await.is(200);
        app.database.execute("UPDATE oauth_accounts SET oauth_name = 'gone' WHERE oauth_name = 'plain'").await;
        app.delete(&path, &tokens.access).await.is_problem(409, "last_login_method");
        app.database.execute("UPDATE oauth_accounts SET oauth_name = 'plain' WHERE oauth_name = 'gone'").await;
        app.delete(&path, &tokens.access).await.is(204);
        let path = account(&app, &tokens.access, "plain").await;
        app.delete(&path, &tokens.access).await.is_problem(409, "last_login_method");

        // And so is a password.
        let next = json!({"new_password": PASSWORD});
        app.send(http::Method::POST, "/auth/change-password", &tokens.access, next).await.is(204);
        app.delete(&path, &tokens.access).await.is(204);
        app.try_login("a@x.org", PASSWORD).await.is(200);
    }

    /// Of two that are given up at once, one is the last, and stays.
    async fn of_two_at_once_one_stays(app: SignInApp) {
        for round in 0..3 {
            app.provider.is(&round.to_string(), json!(format!("{round}@x.org")), json!(true));
            let tokens = app.signed_in_by("oidc").await;
            app.link("plain", &tokens.access).await.is(200);
            let paths = [account(&app, &tokens.access, "oidc").await, account(&app, &tokens.access, "plain").await];
            let answers = join_all(paths.iter().map(|path| app.delete(path, &tokens.access))).await;
            let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [204, 409], "{round}");
            assert_eq!(app.linked(&tokens.access).await.len(), 1);
        }
    }

    /// SS-10: a sign-in that is under way while the account is given up ends with the others, or is none.
    async fn a_sign_in_does_not_outlive_its_account(app: SignInApp) {
        for round in 0..6 {
            let email = format!("{round}@x.org");
            let (_, tokens) = app.signed_in(&email).await;
            app.provider.is(&round.to_string(), json!("elsewhere@y.org"), json!(false));
            app.link("plain", &tokens.access).await.is(200);
            let path = account(&app, &tokens.access, "plain").await;
            let (came_in, gave_up) = tokio::join!(app.sign_in("plain"), app.delete(&path, &tokens.access));
            gave_up.is(204);
            match came_in.status {
                200 => {
                    let found = app.get("/users/me", &Tokens::read(&came_in).access).await;
                    // Somebody new, where it was given up before; or nobody any more.
                    assert!(found.status == 401 || found.json()["email"] == "elsewhere@y.org", "{round}");
                }
                status => assert!([401, 409].contains(&status), "{status}"),
            }
            app.get("/users/me", &tokens.access).await.is(200);
            if let Ok(other) = app.auth.get_user_by_email("elsewhere@y.org").await {
                app.auth.delete_user(other.id).await.unwrap();
            }
        }
    }

    /// SS-10: whoever was put out while they wanted it changes nothing any more.
    async fn a_session_that_has_ended_gives_up_nothing(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        let tokens = app.signed_in_by("oidc").await;
        app.link("plain", &tokens.access).await.is(200);
        let user = user(&app, "a@x.org").await;
        let session = app.auth.list_sessions(user.id, None, 1).await.unwrap()[0].id;
        let account = app.auth.list_oauth_accounts(user.id, None, 1).await.unwrap()[0].id;
        app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
        let refused = app.auth.oauth_unlink(user.clone(), session, account).await.unwrap_err();
        assert_eq!(refused.code(), "invalid_token");
        let refused = app.auth.change_password(&user, None, PASSWORD.into(), Some(session)).await.unwrap_err();
        assert_eq!(refused.code(), "invalid_token");
        assert_eq!(app.linked(&app.signed_in_by("oidc").await.access).await.len(), 2);
        app.try_login("a@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");
    }

    /// Nobody gives up what is another's, or what is not there.
    async fn an_account_of_anothers_is_none(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(true));
        let owner = app.signed_in_by("oidc").await;
        let path = account(&app, &owner.access, "oidc").await;
        let (_, other) = app.signed_in("b@x.org").await;
        app.delete(&path, &other.access).await.is_problem(404, "oauth_account_not_found");
        for id in ["nonsense", "0", "00000000-0000-0000-0000-000000000000"] {
            let path = format!("/auth/oauth/accounts/{id}");
            app.delete(&path, &other.access).await.is_problem(404, "oauth_account_not_found");
        }
        assert_eq!(app.linked(&owner.access).await.len(), 1);
    }
}

/// OA-09: by a fresh login.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn giving_up_asks_for_a_fresh_login() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    app.provider.is("a", json!("b@x.org"), json!(true));
    app.link("oidc", &tokens.access).await.is(200);
    let path = account(&app, &tokens.access, "oidc").await;
    app.clock.advance(Duration::minutes(11));
    let tokens = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
    app.delete(&path, &tokens.access).await.is_problem(403, "reauthentication_required");
    app.get(&path, &tokens.access).await.is_problem(405, "method_not_allowed");
    assert_eq!(app.linked(&tokens.access).await.len(), 1);
}
