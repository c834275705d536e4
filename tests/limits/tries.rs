//! Registrations, one-time tokens and refreshes.

use fastauth::limit::{RateLimit, RateLimits};
use serde_json::json;
use time::Duration;

use super::world::{is_too_many, post_from};
use crate::support::app::{PASSWORD, Tokens};

const ONE: &str = "192.0.2.1";
const OTHER: &str = "192.0.2.2";

with_each_limiter! {
    /// RG-10: so many registrations from an address, and no hash for the next one.
    async fn registrations_are_limited(counter: Counter) {
        let app = counter.start(|limits| limits.register_per_address = RateLimit::new(2, Duration::HOUR)).await;
        let register = async |from: &str, email: &str, password: &str| {
            post_from(&app, from, "/auth/register", json!({"email": email, "password": password})).await
        };
        register(ONE, "a@x.org", "short").await.is(422);
        register(ONE, "a@x.org", PASSWORD).await.is(201);
        register(ONE, "a@x.org", PASSWORD).await.is_problem(409, "email_taken");
        let hashes = app.hashes();
        is_too_many(&register(ONE, "b@x.org", PASSWORD).await, Duration::HOUR);
        assert_eq!(app.hashes(), hashes);
        register(OTHER, "b@x.org", PASSWORD).await.is(201);
        app.advance(Duration::HOUR).await;
        register(ONE, "c@x.org", PASSWORD).await.is(201);
    }

    /// OT-11: so many tokens from an address, whichever route they are tried at; ten in a minute, if nothing else is said.
    async fn tokens_are_limited(counter: Counter) {
        assert_eq!(RateLimits::default().token_per_address, RateLimit::new(10, Duration::MINUTE));
        // The clock of Redis is the real one: of a minute's ten, one is there again after six seconds.
        let app = counter.start(|limits| limits.token_per_address = RateLimit::new(10, Duration::HOUR)).await;
        let verify = async |from: &str, token: &str| {
            post_from(&app, from, "/auth/verify", json!({"token": token})).await
        };
        let reset = async |from: &str| {
            post_from(&app, from, "/auth/reset-password", json!({"token": "guessed", "password": PASSWORD})).await
        };
        for _ in 0..5 {
            verify(ONE, "guessed").await.is_problem(400, "invalid_token");
            reset(ONE).await.is_problem(400, "invalid_token");
        }
        app.register("ada@x.org").await;
        app.post("/auth/request-verify-token", json!({"email": "ada@x.org"})).await.is(202);
        let token = app.mailed_token("ada@x.org", "verify").await;
        is_too_many(&verify(ONE, &token).await, Duration::HOUR);
        is_too_many(&reset(ONE).await, Duration::HOUR);
        reset(OTHER).await.is_problem(400, "invalid_token");
        app.advance(Duration::minutes(6)).await;
        verify(ONE, &token).await.is(200);
    }

    /// A flood of refreshes is refused, and costs its session nothing.
    async fn refreshes_are_limited(counter: Counter) {
        let app = counter.start(|limits| {
            limits.refresh_per_session = RateLimit::new(2, Duration::HOUR);
            limits.refresh_per_address = RateLimit::new(5, Duration::HOUR);
        }).await;
        let (_, mut tokens) = app.signed_in("ada@x.org").await;
        for _ in 0..2 {
            tokens = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
        }
        is_too_many(&app.refresh(&tokens.refresh).await, Duration::HOUR);
        app.get("/users/me", &tokens.access).await.is(200);
        let mut other = app.login("ada@x.org").await;
        for _ in 0..2 {
            other = Tokens::read(&app.refresh(&other.refresh).await.is(200));
        }
        let third = app.login("ada@x.org").await;
        is_too_many(&app.refresh(&third.refresh).await, Duration::HOUR);
        post_from(&app, OTHER, "/auth/token/refresh", json!({"refresh_token": third.refresh})).await.is(200);
        app.advance(Duration::minutes(30)).await;
        app.refresh(&tokens.refresh).await.is(200);
    }
}
