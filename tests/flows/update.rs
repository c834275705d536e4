//! `update_user`: what it changes, and what ends with it.

use fastauth::PasswordHash;
use fastauth::model::Changes;

use crate::support::app::{PASSWORD, Tokens};
use crate::support::{Kind, TestApp};

on_every_database! {
    /// SS-10: whoever came in before is out, by access and by refresh token, on every device.
    async fn what_proves_a_user_takes_the_sessions_along(app: TestApp) {
        for (email, changes) in [
            ("password@x.org", Changes { hashed_password: Some(PasswordHash::unusable()), ..Changes::default() }),
            ("email@x.org", Changes { email: Some("other@x.org".to_owned()), ..Changes::default() }),
            ("inactive@x.org", Changes { is_active: Some(false), ..Changes::default() }),
        ] {
            let (user, one) = app.signed_in(email).await;
            let two = app.login(email).await;
            let (_, bystander) = app.signed_in(&format!("not-{email}")).await;
            app.auth.update_user(user.id, changes).await.unwrap();
            for Tokens { access, refresh } in [one, two] {
                app.get("/demo/user", &access).await.is_problem(401, "invalid_token");
                app.refresh(&refresh).await.is_problem(401, "invalid_token");
            }
            app.get("/demo/user", &bystander.access).await.is(200);
        }
    }

    /// Two things at once are told apart: what is taken, and what is none.
    async fn a_username_is_checked_and_may_be_taken(app: TestApp) {
        let user = app.register("a@x.org").await;
        let other = app.register("b@x.org").await;
        let username = |name: &str| Changes { username: Some(Some(name.to_owned())), ..Changes::default() };
        app.auth.update_user(other.id, username("taken")).await.unwrap();
        for (changes, code) in [
            (username("a@b"), "validation_failed"),
            (username(&"x".repeat(65)), "validation_failed"),
            (username("taken"), "username_taken"),
            (Changes { email: Some("c@x.org".to_owned()), ..username("taken") }, "username_taken"),
            (Changes { email: Some("b@x.org".to_owned()), ..username("free") }, "email_taken"),
            (Changes { role_id: Some(Some(9_999)), ..Changes::default() }, "role_not_found"),
        ] {
            assert_eq!(app.auth.update_user(user.id, changes).await.unwrap_err().code(), code);
        }
        app.auth.update_user(user.id, Changes { username: Some(None), ..Changes::default() }).await.unwrap();
    }

    /// What says nothing of who the user is leaves them alone.
    async fn other_changes_leave_the_sessions(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        let verified = Changes { is_verified: Some(true), ..Changes::default() };
        app.auth.update_user(user.id, verified).await.unwrap();
        app.auth.assign_role_to_user(Some("Admin"), user.id).await.unwrap();
        let same = Changes { email: Some("A@X.org".to_owned()), ..Changes::default() };
        let updated = app.auth.update_user(user.id, same).await.unwrap();
        assert!(updated.is_verified, "the address is the one that was verified");
        app.get("/demo/verified", &tokens.access).await.is(200);
    }

    /// A change that is refused changes nothing: the sessions, too, live on.
    async fn a_change_that_is_refused_ends_nothing(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        app.register("taken@x.org").await;
        let taken = Changes { email: Some("taken@x.org".to_owned()), is_active: Some(false), ..Changes::default() };
        assert_eq!(app.auth.update_user(user.id, taken).await.unwrap_err().code(), "email_taken");
        app.get("/demo/user", &tokens.access).await.is(200);
        let nobody = Changes { is_active: Some(false), ..Changes::default() };
        let error = app.auth.update_user(uuid::Uuid::now_v7(), nobody).await.unwrap_err();
        assert_eq!(error.code(), "user_not_found");
    }
}

/// SS-10: a login that began before a change, and ends in the middle of it, does not outlive the change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_in_the_middle_of_a_change_waits_for_it() {
    const CHANGES: [&str; 3] = [
        "UPDATE users SET hashed_password = '!'; UPDATE fastauth_user_sessions SET revoked_at = CURRENT_TIMESTAMP",
        "UPDATE users SET is_active = FALSE; UPDATE fastauth_user_sessions SET revoked_at = CURRENT_TIMESTAMP",
        "DELETE FROM users",
    ];
    for kind in [Kind::Postgres, Kind::MariaDb] {
        for change in CHANGES {
            let app = TestApp::start(kind).await;
            app.register("a@x.org").await;
            let open = app.database.begin(change).await;
            let mut login = std::pin::pin!(app.try_login("a@x.org", PASSWORD));
            tokio::select! {
                answer = &mut login => panic!("{kind:?}: {change}: did not wait, and got {}", answer.status),
                () = app.database.until_waiting(1) => {}
            }
            open.release().await;
            login.await.is_problem(401, "invalid_credentials");
        }
    }
}
