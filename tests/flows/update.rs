//! `update_user`: what it changes, and what ends with it.

use fastauth::PasswordHash;
use fastauth::model::Changes;

use crate::support::app::Tokens;

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
