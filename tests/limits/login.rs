//! Passwords that are tried.

use fastauth::limit::{Decision, LimitKey, LimitRule, LimiterError, LimiterFuture, RateLimit, RateLimiter};
use futures_util::future::join_all;
use http::Method;
use serde_json::json;
use time::Duration;

use super::world::{WRONG, is_too_many, login_from};
use crate::support::app::PASSWORD;
use crate::support::sign_in::SignInApp;
use crate::support::{Answer, Kind, TestApp, options};

const WINDOW: Duration = Duration::minutes(15);

/// Everything of an answer but what differs with the moment.
fn comparable(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = answer.headers.iter().filter(|(name, _)| !["date", "retry-after"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (answer.status, headers.collect(), answer.bytes.clone())
}

/// Tries a wrong password so often.
async fn guess(app: &TestApp, login: &str, times: usize) {
    for _ in 0..times {
        app.try_login(login, WRONG).await.is_problem(401, "invalid_credentials");
    }
}

with_each_limiter! {
    /// LG-04, LG-07: the eleventh password is not tried, though it is right; and the first one after that is.
    async fn the_eleventh_is_refused_before_a_hash(counter: Counter) {
        let app = counter.start_with_defaults().await;
        app.register("ada@x.org").await;
        guess(&app, "ada@x.org", 10).await;
        let hashes = app.hashes();
        for password in [WRONG, PASSWORD] {
            is_too_many(&app.try_login("ada@x.org", password).await, Duration::seconds(90));
        }
        assert_eq!(app.hashes(), hashes);
        app.advance(Duration::seconds(90)).await;
        app.login("ada@x.org").await;
        guess(&app, "ada@x.org", 10).await;
        is_too_many(&app.try_login("ada@x.org", PASSWORD).await, Duration::seconds(90));
        app.advance(WINDOW).await;
        app.login("ada@x.org").await;
    }

    /// LG-07: whoever has just set another password by a mailed token comes in by it, whatever somebody else has tried.
    async fn a_reset_opens_what_guesses_closed(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_account = RateLimit::new(3, WINDOW)).await;
        app.register("ada@x.org").await;
        guess(&app, "ada@x.org", 3).await;
        assert_eq!(app.try_login("ada@x.org", PASSWORD).await.status, 429);
        app.post("/auth/forgot-password", json!({"email": "ada@x.org"})).await.is(202);
        let token = app.mails_to("ada@x.org").await.pop().unwrap().token.unwrap();
        let body = json!({"token": token, "password": "another horse battery staple"});
        app.post("/auth/reset-password", body).await.is(204);
        app.try_login("ada@x.org", "another horse battery staple").await.is(200);
    }

    /// LG-05: how often somebody may try tells nothing of who is here.
    async fn who_is_unknown_is_counted_alike(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_account = RateLimit::new(3, WINDOW)).await;
        app.register("known@x.org").await;
        let mut seen = Vec::new();
        for login in ["known@x.org", "unknown@x.org", "nobody", "not an address @ all", ""] {
            let mut answers = Vec::new();
            for _ in 0..5 {
                answers.push(comparable(&app.try_login(login, WRONG).await));
            }
            seen.push(answers);
        }
        let statuses: Vec<u16> = seen[0].iter().map(|(status, ..)| *status).collect();
        assert_eq!(statuses, [401, 401, 401, 429, 429]);
        seen.dedup();
        assert_eq!(seen.len(), 1, "{seen:?}");
    }

    /// LG-05: a login has one bucket, in whichever spelling.
    async fn spellings_share_a_bucket(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_account = RateLimit::new(6, WINDOW)).await;
        app.register("ada@bücher.example").await;
        let spellings = [
            "ada@bücher.example", "ADA@bücher.example", "ada@BÜCHER.example", "ada@xn--bcher-kva.example",
            "Ada@XN--BCHER-KVA.example", " ada@bücher.example ",
        ];
        for spelling in spellings {
            app.try_login(spelling, WRONG).await.is(401);
        }
        for spelling in spellings {
            is_too_many(&app.try_login(spelling, PASSWORD).await, WINDOW);
        }
        app.try_login("bob@bücher.example", PASSWORD).await.is(401);
    }

    /// LG-06: of many at once, no more reach the hasher than the limit says.
    async fn many_at_once_are_counted_one_by_one(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_account = RateLimit::new(10, WINDOW)).await;
        app.register("ada@x.org").await;
        let hashes = app.hashes();
        let answers = join_all((0..200).map(|_| app.try_login("ada@x.org", WRONG))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 10);
        assert_eq!(app.hashes() - hashes, 10);
        for answer in answers.iter().filter(|answer| answer.status != 401) {
            is_too_many(answer, WINDOW);
        }
    }

    /// LG-06: an attacker who logs in to an account of their own gets no more tries at those of others.
    async fn a_success_is_none_for_the_address(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_address = RateLimit::new(6, WINDOW)).await;
        app.register("attacker@x.org").await;
        for victim in ["a@x.org", "b@x.org", "c@x.org"] {
            app.try_login(victim, WRONG).await.is(401);
            app.login("attacker@x.org").await;
        }
        is_too_many(&app.try_login("d@x.org", WRONG).await, WINDOW);
        is_too_many(&app.try_login("attacker@x.org", PASSWORD).await, WINDOW);
        login_from(&app, "192.0.2.7", "d@x.org", WRONG).await.is(401);
    }

    /// LG-06: a success clears the account's bucket, and no other account's.
    async fn a_success_clears_the_account(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_account = RateLimit::new(3, WINDOW)).await;
        app.register("ada@x.org").await;
        app.register("bob@x.org").await;
        guess(&app, "bob@x.org", 3).await;
        for _ in 0..2 {
            guess(&app, "ada@x.org", 2).await;
            app.login("ada@x.org").await;
        }
        guess(&app, "ada@x.org", 3).await;
        is_too_many(&app.try_login("ada@x.org", PASSWORD).await, WINDOW);
        is_too_many(&app.try_login("bob@x.org", PASSWORD).await, WINDOW);
    }

    /// LG-07: the wait grows to one window and no further, needs nobody to end it, and is forgotten.
    async fn the_wait_grows_up_to_a_window(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_account = RateLimit::new(10, WINDOW)).await;
        app.register("ada@x.org").await;
        guess(&app, "ada@x.org", 10).await;
        for cells in [1, 2, 4, 8, 10, 10, 10] {
            let wait = Duration::seconds(90 * cells);
            app.advance(wait - Duration::seconds(60)).await;
            is_too_many(&app.try_login("ada@x.org", WRONG).await, Duration::seconds(60));
            app.advance(Duration::seconds(60)).await;
            guess(&app, "ada@x.org", 1).await;
            is_too_many(&app.try_login("ada@x.org", WRONG).await, WINDOW);
        }
        app.advance(WINDOW * 4 + Duration::SECOND).await;
        guess(&app, "ada@x.org", 10).await;
        is_too_many(&app.try_login("ada@x.org", WRONG).await, Duration::seconds(90));
    }

    /// LG-07: whoever keeps others from logging in ends no session, and blocks no refresh and no reset.
    async fn a_block_is_for_logins_only(counter: Counter) {
        let app = counter.start_with_defaults().await;
        let (_, tokens) = app.signed_in("ada@x.org").await;
        guess(&app, "ada@x.org", 10).await;
        is_too_many(&app.try_login("ada@x.org", PASSWORD).await, WINDOW);
        app.get("/users/me", &tokens.access).await.is(200);
        app.refresh(&tokens.refresh).await.is(200);
        app.post("/auth/forgot-password", json!({"email": "ada@x.org"})).await.is(202);
        let token = app.mailed_token("ada@x.org", "reset").await;
        let reset = json!({"token": token, "password": "a third long password"});
        app.post("/auth/reset-password", reset).await.is(204);
        app.advance(Duration::seconds(90)).await;
        app.try_login("ada@x.org", "a third long password").await.is(200);
    }

    /// LG-04: whoever found a token guesses the password no faster than everybody else.
    async fn a_password_that_confirms_is_limited(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_account = RateLimit::new(3, WINDOW)).await;
        let (_, tokens) = app.signed_in("ada@x.org").await;
        let change = |current: &str| json!({"current_password": current, "new_password": "a third long password"});
        let confirm = async |current: &str| app.send(Method::POST, "/auth/change-password", &tokens.access, change(current)).await;
        for _ in 0..3 {
            confirm(WRONG).await.is_problem(403, "wrong_password");
        }
        let hashes = app.hashes();
        is_too_many(&confirm(PASSWORD).await, WINDOW);
        let delete = app.send(Method::DELETE, "/users/me", &tokens.access, json!({"password": PASSWORD})).await;
        is_too_many(&delete, WINDOW);
        assert_eq!(app.hashes(), hashes);
        app.login("ada@x.org").await;
        app.advance(WINDOW).await;
        confirm(PASSWORD).await.is(204);
        let (_, other) = app.signed_in("bob@x.org").await;
        app.send(Method::DELETE, "/users/me", &other.access, json!({"password": PASSWORD})).await.is(204);
    }

    /// HT-10: no other way to write the path leads around the limit, nor does another media type.
    async fn no_spelling_of_a_path_leads_around(counter: Counter) {
        let app = counter.start(|limits| limits.login_per_account = RateLimit::new(1, WINDOW)).await;
        app.register("ada@x.org").await;
        guess(&app, "ada@x.org", 1).await;
        let hashes = app.hashes();
        let body = json!({"username": "ada@x.org", "password": PASSWORD});
        for path in [
            "/auth/token/login", "/auth/token/login/", "//auth/token/login", "/auth//token/login", "/auth/token/logi%6e",
            "/auth/token/login?transport=bearer", "/auth/token/login;x", "/AUTH/token/login", "/auth/./token/login",
        ] {
            let answer = app.post(path, body.clone()).await;
            assert!([404, 429].contains(&answer.status), "{path}: {}", answer.status);
        }
        for method in [Method::HEAD, Method::GET, Method::PUT] {
            let request = app.http.request(method.clone(), app.url("/auth/token/login")).json(&body);
            assert_eq!(request.send().await.unwrap().status(), 405, "{method}");
        }
        let form = "username=ada%40x.org&password=correct+horse+battery+staple";
        let form = app.post_bytes("/auth/token/login", "application/x-www-form-urlencoded", form).await;
        is_too_many(&form, WINDOW);
        assert_eq!(app.hashes(), hashes);
    }
}

/// A limiter of an application's own, whose server is gone.
struct Broken;

impl RateLimiter for Broken {
    fn attempt<'a>(&'a self, _key: &'a LimitKey, _rule: LimitRule) -> LimiterFuture<'a, Decision> {
        Box::pin(async { Err(LimiterError("the canary is dead".to_owned())) })
    }

    fn clear<'a>(&'a self, _key: &'a LimitKey) -> LimiterFuture<'a, ()> {
        Box::pin(async { Err(LimiterError("the canary is dead".to_owned())) })
    }
}

/// LG-09: who cannot be counted is not let through, and no password is hashed for it.
#[tokio::test]
async fn a_limiter_that_fails_refuses() {
    for per_address in [true, false] {
        let mut options = options();
        let one = RateLimit::new(100, WINDOW);
        match per_address {
            true => {
                options.config.limits.login_per_address = one;
                options.config.limits.register_per_address = one;
            }
            false => options.config.limits.login_per_account = one,
        }
        let app =
            TestApp::start_built(Kind::Sqlite, options, |builder, _| builder.rate_limiter(Broken)).await;
        let hashes = app.auth.hasher().computed();
        let mut answers = vec![app.try_login("ada@x.org", PASSWORD).await];
        if per_address {
            answers
                .push(app.post("/auth/register", json!({"email": "ada@x.org", "password": PASSWORD})).await);
        }
        for answer in answers {
            answer.is_problem(503, "unavailable");
            assert!(!String::from_utf8_lossy(&answer.bytes).contains("canary"));
        }
        assert_eq!(app.auth.hasher().computed(), hashes);
    }
}

/// LG-09: nor is a provider asked who somebody is.
#[tokio::test]
async fn a_limiter_that_fails_lets_nobody_in_by_a_provider() {
    let mut options = options();
    options.config.limits.oauth_per_address = RateLimit::new(100, WINDOW);
    let app = SignInApp::start_built(Kind::Sqlite, options, |builder, _| builder.rate_limiter(Broken)).await;
    app.provider.is("a", json!("ada@x.org"), json!(true));
    app.sign_in("oidc").await.is_problem(503, "unavailable");
    assert_eq!(app.provider.asked("/token"), 0);
}

/// LG-09: nor where the database cannot say from where somebody came before.
#[tokio::test]
async fn a_database_that_fails_refuses() {
    let mut options = options();
    options.config.limits.login_per_account = RateLimit::new(3, WINDOW);
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    app.register("ada@x.org").await;
    app.database.execute("ALTER TABLE fastauth_user_sessions RENAME TO gone").await;
    let hashes = app.auth.hasher().computed();
    app.try_login("ada@x.org", PASSWORD).await.is_problem(503, "unavailable");
    assert_eq!(app.auth.hasher().computed(), hashes);
}
