//! Users see what is signed in as them, and end it.

use serde_json::Value;
use time::Duration;

use crate::support::app::{PASSWORD, Tokens};
use crate::support::{Answer, TestApp};

async fn login_as(app: &TestApp, email: &str, user_agent: &str) -> Tokens {
    let body = serde_json::json!({"username": email, "password": PASSWORD});
    let request = app.http.post(app.url("/auth/token/login")).header("user-agent", user_agent).json(&body);
    Tokens::read(&Answer::read(request.send().await.unwrap()).await.is(200))
}

async fn list(app: &TestApp, token: &str) -> Vec<Value> {
    let page = app.get("/auth/sessions", token).await.is(200).json();
    assert_eq!(page["next"], Value::Null);
    page["items"].as_array().unwrap().clone()
}

on_every_strategy! {
    /// SS-14: with everything that HTTP shows of one, and nothing that opens anything.
    async fn sessions_are_listed(app: TestApp) {
        app.register("a@x.org").await;
        let first = login_as(&app, "a@x.org", "a phone 🦀").await;
        app.clock.advance(Duration::minutes(1));
        let second = login_as(&app, "a@x.org", "a browser").await;
        app.signed_in("other@x.org").await;
        let answer = app.get("/auth/sessions", &second.access).await.is(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let sessions = list(&app, &second.access).await;
        let agents: Vec<&str> = sessions.iter().map(|session| session["user_agent"].as_str().unwrap_or("none")).collect();
        // Bytes that are no ASCII are no text to HTTP.
        assert_eq!(agents, ["a browser", "none"], "the newest first");
        let current: Vec<bool> = sessions.iter().map(|session| session["current"].as_bool().unwrap()).collect();
        assert_eq!(current, [true, false]);
        for session in &sessions {
            let mut members: Vec<&String> = session.as_object().unwrap().keys().collect();
            members.sort();
            assert_eq!(members, ["created_at", "current", "expires_at", "id", "ip", "last_used_at", "user_agent"]);
            assert_eq!(session["ip"], "127.0.0.1");
        }
        let text = String::from_utf8(answer.bytes).unwrap();
        for token in [&first.access, &first.refresh, &second.access, &second.refresh] {
            assert!(!text.contains(token.as_str()));
        }
        app.clock.advance(Duration::minutes(1));
        app.refresh(&first.refresh).await.is(200);
        let used = &list(&app, &second.access).await[1];
        assert!(used["last_used_at"].as_str() > used["created_at"].as_str(), "{used}");
    }

    /// SS-14: and the list is as long as it is, a page at a time.
    async fn a_list_of_sessions_has_pages(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        for _ in 0..4 {
            app.auth.create_token(&user).await.unwrap();
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        for length in [2, 2, 1] {
            let page = app.get(&format!("/auth/sessions?limit=2{after}"), &tokens.access).await.is(200).json();
            let ids = page["items"].as_array().unwrap().iter().map(|session| session["id"].clone());
            seen.extend(ids);
            assert_eq!(page["items"].as_array().unwrap().len(), length);
            after = format!("&after={}", page["next"].as_str().unwrap_or_default());
        }
        assert_eq!(after, "&after=");
        let all: Vec<Value> = list(&app, &tokens.access).await.iter().map(|session| session["id"].clone()).collect();
        assert_eq!(seen, all);
        for query in ["after=x", "after=", "limit=0", "limit=101", "all=1"] {
            let answer = app.get(&format!("/auth/sessions?{query}"), &tokens.access).await;
            answer.is_refused_field(query.split('=').next().unwrap(), if query == "all=1" { "unknown" } else { "invalid" });
        }
    }

    /// SS-14: one's own, and nobody else's, who cannot be told from nobody.
    async fn a_session_is_ended_by_its_user(app: TestApp) {
        app.register("a@x.org").await;
        let (here, there) = (login_as(&app, "a@x.org", "here").await, login_as(&app, "a@x.org", "there").await);
        let (_, other) = app.signed_in("other@x.org").await;
        let id = list(&app, &there.access).await[0]["id"].as_str().unwrap().to_owned();
        for id in [&id, "x", "", "00000000-0000-0000-0000-000000000000", &id.to_uppercase(), "%00"] {
            let answer = app.delete(&format!("/auth/sessions/{id}"), &other.access).await;
            answer.is_problem(404, if id.is_empty() { "not_found" } else { "session_not_found" });
        }
        app.get("/demo/user", &there.access).await.is(200);
        app.delete(&format!("/auth/sessions/{id}"), &here.access).await.is(204);
        app.get("/demo/user", &there.access).await.is_problem(401, "invalid_token");
        app.refresh(&there.refresh).await.is_problem(401, "invalid_token");
        app.delete(&format!("/auth/sessions/{id}"), &here.access).await.is_problem(404, "session_not_found");
        let left = list(&app, &here.access).await;
        assert_eq!(left.len(), 1);
        app.delete(&format!("/auth/sessions/{}", left[0]["id"].as_str().unwrap()), &here.access).await.is(204);
        app.get("/auth/sessions", &here.access).await.is_problem(401, "invalid_token");
    }

    /// SS-10, SS-14: all others at once.
    async fn all_other_sessions_are_ended(app: TestApp) {
        app.register("a@x.org").await;
        let (one, two, three) = (app.login("a@x.org").await, app.login("a@x.org").await, app.login("a@x.org").await);
        let (_, other) = app.signed_in("other@x.org").await;
        app.delete("/auth/sessions", &two.access).await.is(204);
        for tokens in [&one, &three] {
            app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
            app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
        }
        assert_eq!(list(&app, &two.access).await.len(), 1);
        app.get("/demo/user", &other.access).await.is(200);
        app.refresh(&two.refresh).await.is(200);
    }

    /// What has ended is no session; what opens something is listed, however long nobody has refreshed it.
    async fn ended_sessions_are_not_listed(app: TestApp) {
        let (user, _) = app.signed_in("a@x.org").await;
        let options = fastauth::token::TokenOptions::new().max_age(Duration::days(90));
        let by_hand = app.auth.create_access_token(user.id, options).await.unwrap();
        app.clock.advance(Duration::days(20));
        let tokens = app.login("a@x.org").await;
        assert_eq!(list(&app, &tokens.access).await.len(), 2, "the first has ended");
        app.get("/demo/user", &by_hand).await.is(200);
        assert_eq!(list(&app, &by_hand).await.len(), 2);
        app.clock.advance(Duration::days(20));
        assert_eq!(list(&app, &by_hand).await.len(), 1);
        let tokens = app.login("a@x.org").await;
        app.delete("/auth/sessions", &tokens.access).await.is(204);
        app.get("/demo/user", &by_hand).await.is_problem(401, "invalid_token");
        let gone = app.login("a@x.org").await;
        app.post_with_token("/auth/token/logout", &gone.access).await.is(204);
        assert_eq!(list(&app, &tokens.access).await.len(), 1, "one was logged out");
    }
}
