//! What has expired is removed.

use time::Duration;

use crate::support::{Kind, TestApp};

/// Rows in the library's tables, counted by making each the condition of something that shows.
async fn lists(app: &TestApp, access: &str) -> usize {
    app.get("/auth/sessions?limit=100", access).await.is(200).json()["items"].as_array().unwrap().len()
}

on_every_database! {
    /// AV-05: sessions and tokens, in as many batches as it takes; and nothing that lives.
    async fn what_has_expired_is_removed(app: TestApp) {
        let (user, first) = app.signed_in("a@x.org").await;
        app.post("/auth/request-verify-token", serde_json::json!({"email": "a@x.org"})).await.is(202);
        app.auth.finish_background().await;
        let rows = many_sessions(app.database.kind, &user.id.to_string(), 2500);
        app.database.execute(&rows).await;
        let removed = app.auth.remove_expired().await.unwrap();
        assert_eq!((removed.sessions, removed.one_time_tokens), (2500, 0));
        app.get("/demo/user", &first.access).await.is(200);
        app.clock.advance(Duration::hours(25));
        let removed = app.auth.remove_expired().await.unwrap();
        assert_eq!((removed.sessions, removed.one_time_tokens), (0, 1));
        let second = app.login("a@x.org").await;
        assert_eq!(lists(&app, &second.access).await, 2);
        app.clock.advance(Duration::days(19));
        assert_eq!(app.auth.remove_expired().await.unwrap().sessions, 1);
        app.refresh(&first.refresh).await.is_problem(401, "invalid_token");
        app.refresh(&second.refresh).await.is_problem(401, "invalid_token");
        assert_eq!(app.auth.remove_expired().await.unwrap(), fastauth::RemovedExpired::default());
    }

    /// A note that an address was verified is no token, and stays: without it, the account would be taken for one
    /// that never was.
    async fn a_note_is_no_token(app: TestApp) {
        let user = app.register_verified("a@x.org").await;
        let changes = fastauth::model::Changes { is_verified: Some(false), ..Default::default() };
        app.auth.update_user(user.id, changes).await.unwrap();
        app.clock.advance(Duration::days(30));
        assert_eq!(app.auth.remove_expired().await.unwrap().one_time_tokens, 0);
        app.auth.remove_unverified_users().await.unwrap();
        app.auth.get_user(user.id).await.unwrap();
    }

    /// Several instances at once do not get into each other's way.
    async fn several_may_clean_at_once(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        app.database.execute(&many_sessions(app.database.kind, &user.id.to_string(), 3000)).await;
        let cleaners = (0..4).map(|_| app.auth.remove_expired());
        let removed = futures_util::future::join_all(cleaners).await;
        let removed: usize = removed.into_iter().map(|removed| removed.unwrap().sessions).sum();
        // What one leaves to another, the next time finds.
        let rest = app.auth.remove_expired().await.unwrap().sessions;
        assert_eq!(removed + rest, 3000);
        app.get("/demo/user", &tokens.access).await.is(200);
    }
}

/// Adds sessions of a user's that have expired.
fn many_sessions(kind: Kind, user: &str, number: usize) -> String {
    let hex = user.replace('-', "");
    let columns = "id, user_id, created_at, last_used_at, expires_at, refresh_counter";
    match kind {
        Kind::Sqlite => format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}) \
             INSERT INTO fastauth_user_sessions ({columns}) SELECT randomblob(16), x'{hex}', 0, 0, i, 0 FROM n"
        ),
        Kind::Postgres => format!(
            "INSERT INTO fastauth_user_sessions ({columns}) SELECT gen_random_uuid(), '{user}', 'epoch', 'epoch', \
             'epoch'::timestamptz + i * interval '1 second', 0 FROM generate_series(1, {number}) i"
        ),
        Kind::MariaDb => format!(
            "INSERT INTO fastauth_user_sessions ({columns}) SELECT UNHEX(MD5(CONCAT('{hex}', seq))), x'{hex}', \
             '2001-01-01', '2001-01-01', '2001-01-01' + INTERVAL seq SECOND, 0 FROM seq_1_to_{number}"
        ),
    }
}
