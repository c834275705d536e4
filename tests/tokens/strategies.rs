//! One notion of a session, whatever its tokens are.

use fastauth::prelude::*;
use time::Duration;

use crate::support::app::{PASSWORD, Tokens};
use crate::support::{Kind, Strategy, TestApp, options};

/// The same text, with one letter in another case.
fn flipped(token: &str, place: usize) -> String {
    let flip = |(at, letter): (usize, char)| match at == place {
        true if letter.is_ascii_lowercase() => letter.to_ascii_uppercase(),
        true => letter.to_ascii_lowercase(),
        false => letter,
    };
    token.chars().enumerate().map(flip).collect()
}

on_every_strategy! {
    /// SS-12: in the header, in the body and in the cookie.
    async fn no_token_passes_for_another(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        for path in ["/demo/user", "/demo/token", "/users/me"] {
            app.get(path, &tokens.refresh).await.is_problem(401, "invalid_token");
            let cookie = format!("__Host-access_token_cookie={}", tokens.refresh);
            let request = app.http.get(app.url(path)).header("cookie", cookie);
            assert_eq!(request.send().await.unwrap().status(), 401, "{path}");
        }
        app.refresh(&tokens.access).await.is_problem(401, "invalid_token");
        app.post_with_token("/auth/token/refresh", &tokens.access).await.is_problem(401, "invalid_token");
        app.get("/demo/user", &tokens.access).await.is(200);
        app.refresh(&tokens.refresh).await.is(200);
    }

    /// SS-02: a token is itself, to the last letter's case.
    async fn a_token_in_other_letters_is_none(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let places = |token: &str| -> Vec<usize> {
            token.char_indices().filter(|(_, letter)| letter.is_ascii_alphabetic()).map(|(at, _)| at).collect()
        };
        for place in places(&tokens.access).into_iter().step_by(9) {
            let other = flipped(&tokens.access, place);
            app.get("/demo/user", &other).await.is_problem(401, "invalid_token");
            app.get("/demo/token", &other).await.is_problem(401, "invalid_token");
        }
        for place in places(&tokens.refresh).into_iter().step_by(9) {
            // What is its own: one whose kin is stored is a copy that was tampered with, and ends the session.
            app.refresh(&flipped(&tokens.refresh, place)).await.is_problem(401, "invalid_token");
            if place > 60 {
                break;
            }
        }
    }

    /// An access token has its time, also where its session goes on; the one before it is good for its own.
    async fn an_access_token_has_its_time(app: TestApp) {
        let (_, first) = app.signed_in("a@x.org").await;
        app.clock.advance(Duration::minutes(10));
        let second = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        for path in ["/demo/user", "/demo/token"] {
            app.get(path, &first.access).await.is(200);
            app.get(path, &second.access).await.is(200);
        }
        app.clock.advance(Duration::minutes(6));
        for path in ["/demo/user", "/demo/token"] {
            app.get(path, &first.access).await.is_problem(401, "invalid_token");
            app.get(path, &second.access).await.is(200);
        }
        app.clock.advance(Duration::minutes(10));
        app.get("/demo/user", &second.access).await.is_problem(401, "invalid_token");
    }

    /// SS-03: a login takes the place of the session that it is sent from, and has a name of its own.
    async fn a_login_ends_the_session_before_it(app: TestApp) {
        let (_, first) = app.signed_in("a@x.org").await;
        let id = app.get("/auth/sessions", &first.access).await.is(200).json()["items"][0]["id"].clone();
        let body = serde_json::json!({"username": "a@x.org", "password": PASSWORD});
        let request = app.http.post(app.url("/auth/token/login")).bearer_auth(&first.access).json(&body);
        let second = Tokens::read(&crate::support::Answer::read(request.send().await.unwrap()).await.is(200));
        app.get("/demo/user", &first.access).await.is_problem(401, "invalid_token");
        let sessions = app.get("/auth/sessions", &second.access).await.is(200).json();
        assert_eq!(sessions["items"].as_array().unwrap().len(), 1);
        assert_ne!(sessions["items"][0]["id"], id);
        // A login that fails ends nothing, and what was sent along does not have to be good.
        let wrong = serde_json::json!({"username": "a@x.org", "password": "wrong"});
        let request = app.http.post(app.url("/auth/token/login")).bearer_auth(&second.access).json(&wrong);
        assert_eq!(request.send().await.unwrap().status(), 401);
        app.get("/demo/user", &second.access).await.is(200);
        let request = app.http.post(app.url("/auth/token/login")).bearer_auth("garbage").json(&body);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }

    /// SS-18: the oldest goes, and only the user's own.
    async fn a_user_has_so_many_sessions(app: TestApp) {
        let (user, first) = app.signed_in("a@x.org").await;
        let (other, others) = app.signed_in("b@x.org").await;
        let mut newest = first.access.clone();
        for _ in 0..50 {
            newest = app.auth.create_token(&user).await.unwrap().access_token;
        }
        app.auth.create_token(&other).await.unwrap();
        app.get("/demo/user", &first.access).await.is_problem(401, "invalid_token");
        app.get("/demo/user", &others.access).await.is(200);
        let sessions = app.get("/auth/sessions?limit=100", &newest).await.is(200).json();
        assert_eq!(sessions["items"].as_array().unwrap().len(), 50);
    }

    /// What another user may end, by whom, and that it is all of them.
    async fn an_administrator_ends_the_sessions_of_a_user(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        let second = app.login("a@x.org").await;
        let (boss, admin) = app.admin().await;
        let (_, helper) = app.user_with("helper@x.org", None, &["user:update"]).await;
        let (_, nobody) = app.user_with("nobody@x.org", None, &[]).await;
        let end = async |id: &str, token: &str| {
            let request = app.http.delete(app.url(&format!("/users/{id}/sessions"))).bearer_auth(token);
            crate::support::Answer::read(request.send().await.unwrap()).await
        };
        let id = user.id.to_string();
        end(&id, &nobody).await.is_problem(403, "forbidden");
        end(&boss.id.to_string(), &helper).await.is_problem(403, "escalation");
        end(&Uuid::now_v7().to_string(), &admin).await.is_problem(404, "user_not_found");
        app.get("/demo/user", &tokens.access).await.is(200);
        end(&id, &admin).await.is(204);
        for tokens in [&tokens, &second] {
            app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
            app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
        }
        app.get("/demo/user", &admin).await.is(200);
        let again = app.login("a@x.org").await;
        end(&id, &helper).await.is(204);
        app.get("/demo/user", &again.access).await.is_problem(401, "invalid_token");
    }

    /// SS-10: what proves a user, and whether one may come in, takes every session along.
    async fn what_ends_a_session_ends_its_tokens(app: TestApp) {
        let user = app.register("a@x.org").await;
        let other = "another horse battery staple";
        for event in ["password", "inactive", "deleted"] {
            let password = if event == "password" { PASSWORD } else { other };
            let body = serde_json::json!({"username": "a@x.org", "password": password});
            let tokens = Tokens::read(&app.post("/auth/token/login", body).await.is(200));
            match event {
                "password" => {
                    let user = app.auth.get_user(user.id).await.unwrap();
                    app.auth.change_password(&user, Some(PASSWORD.into()), other.into(), None).await.unwrap();
                }
                "inactive" => app.set_active(&user, false).await,
                _ => app.auth.delete_user(user.id).await.unwrap(),
            }
            app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
            app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
            if event == "inactive" {
                app.set_active(&user, true).await;
                app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
            }
        }
    }
}

/// No two machines have one clock: an instance that is half a minute ahead, or behind, takes what the other has made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_need_no_common_clock() {
    for strategy in [Strategy::Jwt, Strategy::Database, Strategy::Redis] {
        for ahead in [Duration::seconds(25), Duration::seconds(-25)] {
            let app = TestApp::start_as(Kind::Postgres, strategy, options()).await;
            let there = app.beside(strategy, ahead).await;
            let (_, mut tokens) = app.signed_in("a@x.org").await;
            for round in 0..4 {
                for path in ["/demo/user", "/demo/token", "/users/me"] {
                    app.get(path, &tokens.access).await.is(200);
                    there.get(path, &tokens.access).await.is(200);
                }
                let client = if round % 2 == 0 { &there } else { &app.client };
                let next = client.refresh(&tokens.refresh).await.is(200);
                tokens = Tokens::read(&next);
            }
            there.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
            app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
        }
    }
}

/// SS-06: while instances change their secret, one of them does not hand out what another has not stored.
#[tokio::test]
async fn a_change_of_the_secret_ends_no_session() {
    for strategy in [Strategy::Database, Strategy::Redis] {
        let app = TestApp::start_as(Kind::Sqlite, strategy, options()).await;
        let mut config = options().config;
        config.secret = fastauth::Secret::new("mZq4t7w!z%C*F-JaNdRgUkXp2r5u8x/A");
        let there = app.beside_with(&app.database.url, strategy, Duration::ZERO, config).await;
        let (_, first) = app.signed_in("a@x.org").await;
        let second = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        there.refresh(&first.refresh).await.is_problem(401, "invalid_token");
        let third = Tokens::read(&there.refresh(&second.refresh).await.is(200));
        let fourth = Tokens::read(&app.refresh(&third.refresh).await.is(200));
        app.get("/demo/user", &fourth.access).await.is(200);
    }
}

/// SS-01: what is stored opens nothing: neither the file of the database nor Redis has a token's text in it.
#[tokio::test]
async fn what_is_stored_is_no_token() {
    for strategy in [Strategy::Jwt, Strategy::Database, Strategy::Redis] {
        let app = TestApp::start_as(Kind::Sqlite, strategy, options()).await;
        let (_, first) = app.signed_in("a@x.org").await;
        let second = Tokens::read(&app.refresh(&first.refresh).await.is(200));
        let path = app.database.url.strip_prefix("sqlite://").unwrap().to_owned();
        let mut stored = std::fs::read(&path).unwrap();
        stored.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
        if let Some(prefix) = &app.redis_prefix {
            let kept = super::redis::everything(prefix).await;
            assert_eq!(kept.len(), 1, "{kept:?}");
            stored.extend(kept.into_iter().flat_map(|(key, text, _)| (key + &text).into_bytes()));
        }
        for token in [&first.access, &first.refresh, &second.access, &second.refresh] {
            // Its random half alone, too, as it is written and as bytes.
            for part in [&token[..], &token[token.len() - 42..]] {
                assert!(!contains(&stored, part.as_bytes()), "{strategy:?}");
            }
        }
        assert!(contains(&stored, b"a@x.org"), "it was looked for in the wrong place");
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
