//! What is told of those who try too often.

use fastauth::limit::RateLimit;
use http::Method;
use serde_json::json;
use time::Duration;

use super::story::Story;
use super::watcher::audited;
use crate::support::Kind;
use crate::support::app::PASSWORD;

/// SC-03: by which limit, and never whom it was about: whether there is an account is not looked up by then.
#[tokio::test]
async fn who_tries_too_often_is_told() {
    let mut options = audited();
    options.config.limits.login_per_account = RateLimit::new(2, Duration::HOUR);
    options.config.limits.mail_per_account = RateLimit::new(1, Duration::HOUR);
    options.config.limits.token_per_address = RateLimit::new(1, Duration::HOUR);
    let mut story = Story::with(Kind::Sqlite, options).await;
    story.registered("a").await;
    for login in ["nobody@x.org", "a@x.org"] {
        for _ in 0..2 {
            story.app.try_login(login, "another long password").await.is(401);
        }
        story.watcher.take(&story.app).await;
        story.app.try_login(login, PASSWORD).await.is(429);
        let events = story.tells(&[("login_limited", "failure", "-", "-", "login_per_account")]).await;
        assert!(events[0].identifier.is_some() && events[0].ip.is_some());
    }
    story.app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
    story.app.auth.finish_background().await;
    story.watcher.take(&story.app).await;
    story.app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
    story.app.auth.finish_background().await;
    story.tells(&[("throttled", "failure", "-", "-", "mail_per_account")]).await;
    let body = json!({"token": "none"});
    story.app.send(Method::POST, "/auth/verify", "", body.clone()).await;
    story.app.post("/auth/verify", body.clone()).await;
    story.watcher.take(&story.app).await;
    story.app.post("/auth/verify", body).await.is(429);
    story.tells(&[("throttled", "failure", "-", "-", "token_per_address")]).await;
}
