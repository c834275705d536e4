//! `/users`.

use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};

use crate::support::app::PASSWORD;
use crate::support::{Answer, TestApp};

async fn patch(app: &TestApp, token: &str, id: impl std::fmt::Display, body: Value) -> Answer {
    app.send(Method::PATCH, &format!("/users/{id}"), token, body).await
}

async fn delete(app: &TestApp, token: &str, id: impl std::fmt::Display) -> Answer {
    app.delete(&format!("/users/{id}"), token).await
}

fn emails(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|user| user["email"].as_str().unwrap().to_owned()).collect()
}

on_every_database! {
    /// AZ-08: a page at a time, each user as everywhere, and no more than asked for.
    async fn users_are_listed_a_page_at_a_time(app: TestApp) {
        let (_, token) = app.admin().await;
        let mut expected = vec!["admin@x.org".to_owned()];
        for number in 0..6 {
            let email = format!("u{number}@x.org");
            app.register(&email).await;
            expected.push(email);
        }
        app.auth.grant_to_role("User", &["report:read"]).await.unwrap();
        let mut found = Vec::new();
        let mut path = "/users?limit=3".to_owned();
        loop {
            let page = app.get(&path, &token).await.is(200);
            assert_eq!(page.header("cache-control"), Some("no-store"));
            let page = page.json();
            assert!(page["items"].as_array().unwrap().len() <= 3);
            found.extend(emails(&page));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/users?limit=3&after={next}");
        }
        assert_eq!(found, expected);
        let all = app.get("/users", &token).await.json();
        assert_eq!((all["items"].as_array().unwrap().len(), &all["next"]), (7, &Value::Null));
        let one = &all["items"][3];
        assert_eq!(*one, app.get(&format!("/users/{}", one["id"].as_str().unwrap()), &token).await.is(200).json());
        assert_eq!(one["role"]["permissions"], json!(["report:read"]));
        assert_eq!(all["items"][0]["role"]["codename"], "Admin");
    }

    async fn a_list_can_be_narrowed(app: TestApp) {
        let (_, token) = app.admin().await;
        let one = app.register("one@x.org").await;
        app.register("t_o@x.org").await;
        app.set_active(&one, false).await;
        let get = async |query: &str| emails(&app.get(&format!("/users?{query}"), &token).await.is(200).json());
        assert_eq!(get("email=ONE@x.org").await, ["one@x.org"]);
        assert_eq!(get("email=%25").await, [""; 0]);
        assert_eq!(get("email=t%25@x.org").await, [""; 0], "nothing stands for anything");
        assert_eq!(get("role=Admin").await, ["admin@x.org"]);
        assert_eq!(get("role=User").await, ["one@x.org", "t_o@x.org"]);
        assert_eq!(get("role=admin").await, [""; 0]);
        assert_eq!(get("is_active=false").await, ["one@x.org"]);
        assert_eq!(get("is_active=true&role=User").await, ["t_o@x.org"]);
    }

    async fn a_bad_query_is_422(app: TestApp) {
        let (_, token) = app.admin().await;
        for (query, field, code) in [
            ("limit=0", "limit", "invalid"), ("limit=101", "limit", "invalid"), ("limit=-1", "limit", "invalid"),
            ("limit=1000000000", "limit", "invalid"), ("limit=x", "limit", "invalid"), ("limit=", "limit", "invalid"),
            ("after=x", "after", "invalid"), ("after=YWJj", "after", "invalid"), ("after=%00", "after", "invalid"),
            ("is_active=yes", "is_active", "invalid"), ("sort=email", "sort", "unknown"),
            ("limit=1&limit=2", "limit", "duplicate"), ("role=%00", "role", "invalid"), ("email=a%00", "email", "invalid"),
        ] {
            app.get(&format!("/users?{query}"), &token).await.is_refused_field(field, code);
        }
        app.get("/users?limit=100", &token).await.is(200);
        app.get("/users?limit=1", &token).await.is(200);
    }

    /// AZ-08: an id that does not parse, or is nobody's, names nothing.
    async fn nobody_is_404(app: TestApp) {
        let (_, token) = app.admin().await;
        for id in ["x", "1", "-1", "00000000-0000-0000-0000-000000000000", "%00", "'%20OR%201=1"] {
            app.get(&format!("/users/{id}"), &token).await.is_problem(404, "user_not_found");
            patch(&app, &token, id, json!({"is_active": true})).await.is_problem(404, "user_not_found");
            delete(&app, &token, id).await.is_problem(404, "user_not_found");
            app.post_with_token(&format!("/users/{id}/send-reset"), &token).await.is_problem(404, "user_not_found");
        }
    }

    /// AZ-07: no password is sent or seen; the person sets it, by the mail that proves the address.
    async fn a_user_is_invited(app: TestApp) {
        let (_, token) = app.admin().await;
        let body = json!({
            "email": "New@x.org", "username": "new", "role": "Admin", "permissions": ["report:read"], "display_name": "N",
        });
        let made = app.send(Method::POST, "/users", &token, body).await.is(201).json();
        assert_eq!((&made["email"], &made["is_verified"], &made["display_name"]), (&json!("new@x.org"), &json!(false), &json!("N")));
        assert_eq!((&made["role"]["codename"], &made["permissions"]), (&json!("Admin"), &json!(["report:read"])));
        app.try_login("new@x.org", "").await.is_problem(401, "invalid_credentials");
        app.try_login("new@x.org", "!").await.is_problem(401, "invalid_credentials");
        let mailed = app.mailed_token("new@x.org", "invite").await;
        app.post("/auth/verify", json!({"token": mailed})).await.is_problem(400, "invalid_token");
        app.post("/auth/reset-password", json!({"token": mailed, "password": PASSWORD})).await.is(204);
        let tokens = app.login("new@x.org").await;
        assert_eq!(app.get("/users/me", &tokens.access).await.json()["is_verified"], true);
        app.post("/auth/reset-password", json!({"token": mailed, "password": PASSWORD})).await.is_problem(400, "invalid_token");

        let invite = async |body: Value| app.send(Method::POST, "/users", &token, body).await;
        invite(json!({"email": "new@X.org"})).await.is_problem(409, "email_taken");
        invite(json!({"email": "other@x.org", "username": "new"})).await.is_problem(409, "username_taken");
        invite(json!({"email": "x"})).await.is_refused_field("email", "invalid");
        invite(json!({"email": "o@x.org", "role": "Nobody"})).await.is_refused_field("role", "unknown");
        invite(json!({"email": "o@x.org", "permissions": ["no:such"]})).await.is_refused_field("permissions", "unknown");
        for (field, value) in [("password", json!(PASSWORD)), ("hashed_password", json!("x")), ("is_active", json!(true)), ("id", json!("1"))] {
            invite(json!({"email": "o@x.org", field: value})).await.is_refused_field(field, "unknown");
        }
        assert!(app.auth.get_user_by_email("o@x.org").await.is_err());
        let verified = invite(json!({"email": "o@x.org", "is_verified": true})).await.is(201).json();
        assert_eq!((&verified["is_verified"], &verified["role"]["codename"]), (&json!(true), &json!("User")));
    }

    async fn a_user_is_changed(app: TestApp) {
        let (_, token) = app.admin().await;
        let (user, theirs) = app.signed_in("a@x.org").await;
        let id = user.id;
        let changed = patch(&app, &token, id, json!({
            "username": "ada", "is_verified": true, "role": "Admin", "permissions": ["report:read", "audit:read"],
        })).await.is(200).json();
        assert_eq!((&changed["username"], &changed["is_verified"]), (&json!("ada"), &json!(true)));
        assert_eq!((&changed["role"]["codename"], &changed["permissions"]), (&json!("Admin"), &json!(["audit:read", "report:read"])));
        app.get("/demo/audit", &theirs.access).await.is(200);
        let changed = patch(&app, &token, id, json!({"role": null, "permissions": ["report:read"], "username": null})).await.is(200).json();
        assert_eq!((&changed["role"], &changed["permissions"], &changed["username"]), (&Value::Null, &json!(["report:read"]), &Value::Null));
        app.get("/demo/audit", &theirs.access).await.is_problem(403, "forbidden");
        patch(&app, &token, id, json!({"permissions": []})).await.is(200);
        assert_eq!(patch(&app, &token, id, json!({})).await.is(200).json()["permissions"], json!([]));
        patch(&app, &token, id, json!({"email": "B@x.org"})).await.is(200);
        app.get("/demo/user", &theirs.access).await.is_problem(401, "invalid_token");
        assert!(!app.auth.get_user(id).await.unwrap().is_verified, "nobody has shown that the new one is theirs");
        patch(&app, &token, id, json!({"is_active": false})).await.is(200);
        app.try_login("b@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");

        patch(&app, &token, id, json!({"email": "admin@x.org"})).await.is_problem(409, "email_taken");
        patch(&app, &token, id, json!({"role": "Nobody"})).await.is_refused_field("role", "unknown");
        patch(&app, &token, id, json!({"permissions": ["no:such"]})).await.is_refused_field("permissions", "unknown");
        patch(&app, &token, id, json!({"is_active": "yes"})).await.is_refused_field("is_active", "invalid");
        for field in ["password", "hashed_password", "id", "role_id", "display_name"] {
            patch(&app, &token, id, json!({field: "x"})).await.is_refused_field(field, "unknown");
        }
        delete(&app, &token, id).await.is(204);
        delete(&app, &token, id).await.is_problem(404, "user_not_found");
    }

    /// AZ-07: an administrator mails a reset, and sets no password.
    async fn a_reset_is_mailed(app: TestApp) {
        let (_, token) = app.admin().await;
        let user = app.register("a@x.org").await;
        app.post_with_token(&format!("/users/{}/send-reset", user.id), &token).await.is(202);
        let mailed = app.mailed_token("a@x.org", "reset").await;
        app.post("/auth/reset-password", json!({"token": mailed, "password": "another long password"})).await.is(204);
    }

    /// AZ-05: nobody gives what they do not hold, to others or to themselves, nor gets the better of who holds more.
    async fn nobody_rises_by_giving(app: TestApp) {
        let (admin, _) = app.admin().await;
        app.auth.grant_to_role("User", &[]).await.unwrap();
        let held = ["user:create", "user:update", "user:delete", "report:read"];
        let (clerk, token) = app.user_with("clerk@x.org", Some("User"), &held).await;
        let other = app.register("other@x.org").await;
        let (above, _) = app.user_with("above@x.org", Some("User"), &["audit:read"]).await;
        for id in [other.id, clerk.id] {
            for body in [
                json!({"role": "Admin"}), json!({"permissions": ["audit:read"]}),
                json!({"permissions": ["report:read", "user:read"]}),
            ] {
                patch(&app, &token, id, body).await.is_problem(403, "escalation");
            }
        }
        patch(&app, &token, other.id, json!({"permissions": ["report:read"], "role": "User"})).await.is(200);
        for id in [admin.id, above.id] {
            for body in [json!({"is_active": false}), json!({"email": "mine@x.org"}), json!({"role": null}), json!({"permissions": []}), json!({})] {
                patch(&app, &token, id, body).await.is_problem(403, "escalation");
            }
            delete(&app, &token, id).await.is_problem(403, "escalation");
            app.post_with_token(&format!("/users/{id}/send-reset"), &token).await.is_problem(403, "escalation");
        }
        for body in [json!({"email": "n@x.org", "role": "Admin"}), json!({"email": "n@x.org", "permissions": ["audit:read"]})] {
            app.send(Method::POST, "/users", &token, body).await.is_problem(403, "escalation");
        }
        app.send(Method::POST, "/users", &token, json!({"email": "n@x.org", "permissions": ["report:read"]})).await.is(201);
        delete(&app, &token, other.id).await.is(204);
        // A role that holds more than its giver is more than its giver may give.
        app.auth.grant_to_role("User", &["audit:read"]).await.unwrap();
        app.auth.assign_role_to_user(None, clerk.id).await.unwrap();
        let body = json!({"email": "m@x.org", "role": "User"});
        app.send(Method::POST, "/users", &token, body).await.is_problem(403, "escalation");
    }

    /// AZ-05: a role's name opens what asks for it, whatever it holds.
    async fn a_role_is_a_right_by_its_name(app: TestApp) {
        app.admin().await;
        app.auth.roles().insert(demo::models::Role { id: 0, codename: "Moderator".to_owned() }).await.unwrap();
        let held = ["user:create", "user:update", "user:delete"];
        let (clerk, token) = app.user_with("clerk@x.org", Some("User"), &held).await;
        let (moderator, _) = app.user_with("moderator@x.org", Some("Moderator"), &[]).await;
        patch(&app, &token, clerk.id, json!({"role": "Moderator"})).await.is_problem(403, "escalation");
        let body = json!({"email": "n@x.org", "role": "Moderator"});
        app.send(Method::POST, "/users", &token, body).await.is_problem(403, "escalation");
        patch(&app, &token, moderator.id, json!({"is_active": false})).await.is_problem(403, "escalation");
        delete(&app, &token, moderator.id).await.is_problem(403, "escalation");
        // Left out, the default role is given as where it is named.
        app.auth.grant_to_role("User", &["audit:read"]).await.unwrap();
        app.auth.assign_role_to_user(None, clerk.id).await.unwrap();
        for body in [json!({"email": "n@x.org", "role": "User"}), json!({"email": "n@x.org"})] {
            app.send(Method::POST, "/users", &token, body).await.is_problem(403, "escalation");
        }
    }

    /// SS-15: what gives rights, or takes an account away, is not for a session that was left open.
    async fn giving_asks_for_a_fresh_login(app: TestApp) {
        let (admin, token) = app.admin().await;
        let user = app.register("a@x.org").await;
        let refused = |answer: Answer| answer.is_problem(403, "reauthentication_required");
        // A token that was made by hand is no login, however young it is.
        let by_hand = app.auth.create_access_token(admin.id, fastauth::token::TokenOptions::new()).await.unwrap();
        refused(patch(&app, &by_hand, user.id, json!({"role": "Admin"})).await);
        patch(&app, &token, user.id, json!({"is_verified": true})).await.is(200);
        app.clock.advance(time::Duration::minutes(11));
        refused(patch(&app, &token, user.id, json!({"role": "Admin"})).await);
        refused(patch(&app, &token, admin.id, json!({"email": "evil@x.org", "is_verified": true})).await);
        refused(delete(&app, &token, user.id).await);
        refused(app.send(Method::POST, "/users", &token, json!({"email": "n@x.org"})).await);
        refused(app.send(Method::POST, "/roles", &token, json!({"codename": "R"})).await);
        refused(app.send(Method::PATCH, "/roles/User", &token, json!({"permissions": ["user:read"]})).await);
        app.get("/users", &token).await.is(200);
        app.post_with_token(&format!("/users/{}/send-reset", user.id), &token).await.is(202);
    }

    /// AZ-06: somebody stays in charge, whoever goes and however.
    async fn the_last_administrator_stays(app: TestApp) {
        let (admin, token) = app.admin().await;
        let refused = async |answer: Answer| answer.is_problem(409, "last_admin");
        refused(patch(&app, &token, admin.id, json!({"role": "User"})).await).await;
        refused(patch(&app, &token, admin.id, json!({"role": null})).await).await;
        refused(patch(&app, &token, admin.id, json!({"is_active": false})).await).await;
        refused(delete(&app, &token, admin.id).await).await;
        refused(app.send(Method::DELETE, "/users/me", &token, json!({"password": PASSWORD})).await).await;
        app.get("/users/me", &token).await.is(200);
        patch(&app, &token, admin.id, json!({"role": "Admin", "is_active": true})).await.is(200);
        // An inactive one is none.
        let (other, _) = app.user_with("other@x.org", Some("Admin"), &[]).await;
        app.set_active(&other, false).await;
        refused(delete(&app, &token, admin.id).await).await;
        app.set_active(&other, true).await;
        delete(&app, &token, admin.id).await.is(204);
    }

    /// AZ-06: also where two take each other's role at the same instant.
    async fn two_administrators_do_not_remove_each_other(app: TestApp) {
        for round in 0..6 {
            let (one, ones) = app.user_with(&format!("one{round}@x.org"), Some("Admin"), &[]).await;
            let (two, twos) = app.user_with(&format!("two{round}@x.org"), Some("Admin"), &[]).await;
            let body = || if round % 2 == 0 { json!({"role": "User"}) } else { json!({"is_active": false}) };
            let answers = join_all([patch(&app, &ones, two.id, body()), patch(&app, &twos, one.id, body())]).await;
            let done = answers.iter().filter(|answer| answer.status == 200).count();
            let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            assert!(done == 1 && statuses.iter().all(|status| [200, 401, 403, 409].contains(status)), "{statuses:?}");
            assert!(app.auth.anyone_has_role("Admin").await.unwrap());
            for user in [one, two] {
                app.database.execute(&format!("UPDATE users SET role_id = NULL WHERE email = '{}'", user.email)).await;
            }
        }
    }
}
