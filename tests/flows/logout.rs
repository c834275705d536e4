//! `POST /auth/token/logout`.

use time::Duration;

on_every_strategy! {
    /// SS-09: the whole session ends, at once, and only that one.
    async fn a_session_ends(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let other = app.login("a@x.org").await;
        let answer = app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
        assert!(answer.bytes.is_empty());
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
        app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
        app.get("/demo/user", &other.access).await.is(200);
        app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
    }

    /// SS-09: also with a token that has expired meanwhile.
    async fn an_expired_token_still_ends_its_session(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        app.clock.advance(Duration::hours(1));
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
        app.post_with_token("/auth/token/logout", &tokens.access).await.is(204);
        app.refresh(&tokens.refresh).await.is_problem(401, "invalid_token");
    }

    async fn a_stranger_ends_nothing(app: TestApp) {
        let answer = app.post("/auth/token/logout", serde_json::json!({})).await;
        answer.is_problem(401, "token_required");
        app.post_with_token("/auth/token/logout", "garbage").await.is_problem(401, "invalid_token");
        let (_, tokens) = app.signed_in("a@x.org").await;
        app.post_with_token("/auth/token/logout", &tokens.refresh).await.is_problem(401, "invalid_token");
    }
}
