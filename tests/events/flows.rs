//! Each flow, and the events that it has.

use fastauth::token::TokenOptions;
use http::Method;
use serde_json::json;
use time::Duration;

use super::story::Story;
use super::watcher::audited;
use crate::models::KINDS;
use crate::support::app::{PASSWORD, Tokens};
use crate::support::{Answer, Kind};

const NEXT: &str = "trombone-by-the-river";

/// SC-03: coming in and going out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_strangers_and_users_do_is_told() {
    for kind in KINDS {
        let mut story = Story::on(kind).await;
        let user = story.app.register("a@x.org").await;
        story.call("a", user.id);
        story.tells(&[("registered", "success", "-", "a", "-")]).await;
        let again = json!({"email": "a@x.org", "password": PASSWORD});
        story.app.post("/auth/register", again).await.is(409);
        story.tells(&[("registration_reused", "failure", "-", "-", "email_taken")]).await;

        story.app.try_login("a@x.org", "another long password").await.is(401);
        story.tells(&[("login_failed", "failure", "-", "a", "wrong_password")]).await;
        story.app.try_login("nobody@x.org", PASSWORD).await.is(401);
        story.tells(&[("login_failed", "failure", "-", "-", "no_such_user")]).await;
        let first = story.app.login("a@x.org").await;
        story.tells(&[("login_succeeded", "success", "a", "a", "-")]).await;

        story.app.refresh(&first.refresh).await.is(200);
        story.tells(&[]).await;
        story.app.clock.advance(Duration::seconds(11));
        story.app.refresh(&first.refresh).await.is(401);
        story.tells(&[("refresh_reused", "failure", "-", "a", "replaced")]).await;

        let tokens = story.app.login("a@x.org").await;
        story.app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
        let told = [("login_succeeded", "success", "a", "a", "-"), ("logged_out", "success", "a", "a", "-")];
        let events = story.tells(&told).await;
        assert!(events[0].session.is_some() && events[0].session == events[1].session);
        story.app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
        story.tells(&[]).await;

        story.app.set_active(&user, false).await;
        story.tells(&[("user_deactivated", "success", "-", "a", "-")]).await;
        story.app.try_login("a@x.org", PASSWORD).await.is(401);
        story.tells(&[("login_failed", "failure", "-", "a", "inactive")]).await;
        story.app.set_active(&user, true).await;
        story.tells(&[("user_activated", "success", "-", "a", "-")]).await;
    }
}

/// SC-03: what comes of mails.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_of_mails_is_told() {
    for kind in KINDS {
        let mut story = Story::on(kind).await;
        story.registered("a").await;
        let email = json!({"email": "a@x.org"});
        story.app.post("/auth/request-verify-token", email.clone()).await.is(202);
        story.tells(&[("verification_requested", "success", "-", "a", "-")]).await;
        let token = json!({"token": story.watcher.mailed(&story.app).await});
        story.app.post("/auth/verify", token.clone()).await.is(200);
        story.tells(&[("verified", "success", "-", "a", "-")]).await;
        story.app.post("/auth/verify", token).await.is(400);
        story.tells(&[("one_time_token_refused", "failure", "-", "-", "invalid_token")]).await;

        story.app.post("/auth/forgot-password", email).await.is(202);
        story.tells(&[("reset_requested", "success", "-", "a", "-")]).await;
        story.app.post("/auth/forgot-password", json!({"email": "nobody@x.org"})).await.is(202);
        story.tells(&[("reset_requested", "failure", "-", "-", "no_such_user")]).await;
        let token = story.watcher.mailed(&story.app).await;
        story.app.post("/auth/verify", json!({"token": token})).await.is(400);
        story.tells(&[("one_time_token_refused", "failure", "-", "-", "invalid_token")]).await;
        story.app.post("/auth/reset-password", json!({"token": token, "password": NEXT})).await.is(204);
        story.tells(&[("password_reset", "success", "-", "a", "-")]).await;

        let tokens = Tokens::read(&story.app.try_login("a@x.org", NEXT).await.is(200));
        story.watcher.take(&story.app).await;
        story.patch("/users/me", &tokens.access, json!({"email": "b@x.org"})).await.is(200);
        let requested = ("email_change_requested", "success", "a", "a", "-");
        story.tells(&[("user_updated", "success", "a", "a", "-"), requested]).await;
        let token = json!({"token": story.watcher.mailed(&story.app).await});
        story.app.post("/auth/verify", token).await.is(200);
        story.tells(&[("email_changed", "success", "-", "a", "-")]).await;
    }
}

/// SC-03: what users do to themselves, by their sessions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_users_do_to_themselves_is_told() {
    for kind in KINDS {
        let mut story = Story::on(kind).await;
        let (_, tokens) = story.signed_in("a").await;
        let change = |current: &str| json!({"current_password": current, "new_password": NEXT});
        let path = "/auth/change-password";
        story.app.send(Method::POST, path, &tokens.access, change("not the password")).await.is(403);
        let refused = story.tells(&[("confirmation_failed", "failure", "a", "a", "wrong_password")]).await;
        story.app.send(Method::POST, path, &tokens.access, change(PASSWORD)).await.is(204);
        let changed = story.tells(&[("password_changed", "success", "a", "a", "-")]).await;
        assert!(changed[0].session.is_some() && refused[0].session == changed[0].session);

        story.patch("/users/me", &tokens.access, json!({"username": "ada"})).await.is(200);
        story.tells(&[("user_updated", "success", "a", "a", "username")]).await;

        let other = Tokens::read(&story.app.try_login("a@x.org", NEXT).await.is(200));
        let opened = story.watcher.take(&story.app).await;
        let list = story.app.get("/auth/sessions", &tokens.access).await.is(200).json();
        let items = list["items"].as_array().unwrap();
        let id = items.iter().find(|session| session["current"] == false).unwrap()["id"].as_str().unwrap();
        story.app.delete(&format!("/auth/sessions/{id}"), &tokens.access).await.is(204);
        let ended = story.tells(&[("session_ended", "success", "a", "a", "-")]).await;
        assert_eq!(
            ended[0].session, opened[0].session,
            "the one that was ended, not the one by which it was"
        );
        story.app.get("/demo/user", &other.access).await.is(401);
        story.app.delete("/auth/sessions", &tokens.access).await.is(204);
        story.tells(&[("sessions_ended", "success", "a", "a", "0")]).await;

        let password = json!({"password": NEXT});
        story.app.send(Method::DELETE, "/users/me", &tokens.access, password).await.is(204);
        story.tells(&[("user_deleted", "success", "a", "a", "-")]).await;
    }
}

/// SC-03, SC-04: each action of an administrator's has its actor, and what it gave is named.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_administrators_do_is_told() {
    for kind in KINDS {
        let mut story = Story::on(kind).await;
        let token = story.admin().await;
        let user = story.registered("a").await;
        let me = format!("/users/{}", user.id);
        for (change, kind, more) in [
            (json!({"username": "ada", "is_verified": true}), "user_updated", "username,is_verified"),
            (json!({"role": "Admin"}), "role_assigned", "Admin"),
            (json!({"role": null}), "role_removed", "-"),
            (
                json!({"permissions": ["report:read", "audit:read"]}),
                "permissions_set",
                "report:read,audit:read",
            ),
            (json!({"is_active": false}), "user_deactivated", "-"),
            (json!({"is_active": true}), "user_activated", "-"),
            (json!({"email": "A2@x.org"}), "email_changed", "-"),
        ] {
            story.patch(&me, &token, change).await.is(200);
            story.tells(&[(kind, "success", "admin", "a", more)]).await;
        }
        story.app.post_with_token(&format!("{me}/send-reset"), &token).await.is(202);
        story.tells(&[("reset_requested", "success", "admin", "a", "-")]).await;
        story.app.login("a2@x.org").await;
        story.watcher.take(&story.app).await;
        story.app.delete(&format!("{me}/sessions"), &token).await.is(204);
        story.tells(&[("sessions_ended", "success", "admin", "a", "1")]).await;
        story.app.delete(&me, &token).await.is(204);
        story.tells(&[("user_deleted", "success", "admin", "a", "-")]).await;

        let invitation = json!({"email": "i@x.org", "role": "Admin", "permissions": ["report:read"]});
        story.app.send(Method::POST, "/users", &token, invitation).await.is(201);
        story.call("i", story.app.auth.get_user_by_email("i@x.org").await.unwrap().id);
        story
            .tells(&[
                ("user_invited", "success", "admin", "i", "-"),
                ("role_assigned", "success", "admin", "i", "Admin"),
                ("permissions_set", "success", "admin", "i", "report:read"),
            ])
            .await;
    }
}

/// SC-03: what rights are is told as well as who has them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_roles_and_permissions_is_told() {
    for kind in KINDS {
        let mut story = Story::on(kind).await;
        let token = story.admin().await;
        for (method, path, body, status, kind, more) in [
            (
                Method::POST,
                "/roles",
                json!({"codename": "Editor", "permissions": ["report:read"]}),
                201,
                "role_created",
                "Editor =report:read",
            ),
            (Method::POST, "/roles", json!({"codename": "Guest"}), 201, "role_created", "Guest"),
            (Method::PATCH, "/roles/Editor", json!({"permissions": []}), 200, "role_updated", "Editor ="),
            (
                Method::PATCH,
                "/roles/Editor",
                json!({"codename": "Author"}),
                200,
                "role_updated",
                "Editor > Author",
            ),
            (
                Method::DELETE,
                "/roles/Author?reassign=Guest",
                json!(null),
                204,
                "role_deleted",
                "Author > Guest",
            ),
            (Method::DELETE, "/roles/Guest", json!(null), 204, "role_deleted", "Guest"),
            (
                Method::POST,
                "/permissions",
                json!({"codename": "page:read"}),
                201,
                "permission_created",
                "page:read",
            ),
            (
                Method::PATCH,
                "/permissions/page:read",
                json!({"codename": "page:see"}),
                200,
                "permission_updated",
                "page:read > page:see",
            ),
            (Method::DELETE, "/permissions/page:see", json!(null), 204, "permission_deleted", "page:see"),
        ] {
            story.app.send(method, path, &token, body).await.is(status);
            story.tells(&[(kind, "success", "admin", "-", more)]).await;
        }
    }
}

/// SC-03: what a program does by itself has no actor.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_program_does_is_told() {
    for kind in KINDS {
        let mut story = Story::on(kind).await;
        let user = story.registered("a").await;
        let auth = story.app.auth.clone();
        auth.grant_to_user(user.id, &["report:read", "audit:read"]).await.unwrap();
        auth.revoke_from_user(user.id, &["audit:read"]).await.unwrap();
        auth.grant_to_role("User", &["report:read"]).await.unwrap();
        auth.revoke_from_role("User", &["report:read"]).await.unwrap();
        auth.assign_role_to_user(None, user.id).await.unwrap();
        story
            .tells(&[
                ("permissions_granted", "success", "-", "a", "report:read,audit:read"),
                ("permissions_revoked", "success", "-", "a", "audit:read"),
                ("role_updated", "success", "-", "-", "User +report:read"),
                ("role_updated", "success", "-", "-", "User -report:read"),
                ("role_removed", "success", "-", "a", "-"),
            ])
            .await;
        auth.create_token(&user).await.unwrap();
        auth.create_access_token(user.id, TokenOptions::new()).await.unwrap();
        let told = ("token_created", "success", "-", "a", "-");
        let events = story.tells(&[told, told]).await;
        assert!(events[0].session.is_some() && events[0].session != events[1].session);

        // The first has lost its role, and so it stays.
        story.registered("b").await;
        story.app.clock.advance(Duration::days(8));
        assert_eq!(auth.remove_unverified_users().await.unwrap(), 1);
        story.tells(&[("user_deleted", "success", "-", "b", "never_verified")]).await;
    }
}

/// SC-03: the oldest sessions end by themselves, and that is told, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_are_too_many_are_told() {
    let mut options = audited();
    options.config.sessions_per_user = 1;
    let mut story = Story::with(Kind::Sqlite, options).await;
    story.signed_in("a").await;
    story.app.login("a@x.org").await;
    let told = [("login_succeeded", "success", "a", "a", "-"), ("sessions_ended", "success", "-", "a", "1")];
    let events = story.tells(&told).await;
    assert_eq!(events[1].reason, Some("too_many"));
}

/// SC-03: other sites' pages, wherever they are turned away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_from_other_sites_are_told() {
    for kind in KINDS {
        let mut story = Story::on(kind).await;
        story.registered("a").await;
        let login = json!({"username": "a@x.org", "password": PASSWORD});
        let answer = story.app.post("/auth/token/login?transport=cookie", login).await.is(204);
        let cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        let cookies: Vec<&str> = cookies.map(|cookie| cookie.split(';').next().unwrap()).collect();
        story.watcher.take(&story.app).await;
        for (method, path) in [
            (Method::POST, "/auth/token/login?transport=cookie"),
            (Method::POST, "/auth/token/refresh"),
            (Method::POST, "/auth/token/logout"),
            (Method::PATCH, "/users/me"),
            (Method::DELETE, "/auth/sessions"),
            (Method::POST, "/users"),
            (Method::POST, "/roles"),
        ] {
            let cookies = if path.ends_with("refresh") { cookies[1].to_owned() } else { cookies.join("; ") };
            let request = story.app.http.request(method, story.app.url(path)).header("cookie", cookies);
            let request =
                request.header("sec-fetch-site", "cross-site").header("origin", "https://evil.example");
            Answer::read(request.send().await.unwrap()).await.is_problem(403, "cross_site");
            let told = ("cross_site_refused", "failure", "-", "-", "https://evil.example");
            let events = story.tells(&[told]).await;
            assert!(events[0].ip.is_some_and(|ip| ip.is_loopback()), "{path}");
        }
    }
}
