//! Gates and handles that are ready-made, for handlers without an attribute.

use demo::models::User;
use fastauth::guard::{AccessToken, AdminUser, DefaultUser, Strategy};
use fastauth::prelude::*;
use fastauth::routing::get;

use crate::support::app::{options, serve};
use crate::support::{Answer, Kind, TestApp};

async fn admin(admin: AdminUser<User>) -> String {
    admin.into_user().email
}

async fn default_user(user: DefaultUser<User>) -> String {
    user.into_user().email
}

async fn by_hand(
    token: AccessToken<User>,
    auth: FastAuth<User>,
    strategy: Strategy<User>,
) -> Result<String, AuthError> {
    let user = auth.get_user(auth.parse_id(&token.sub)?).await?;
    let pair = auth.create_token(&user).await?;
    let claims = strategy.read_access(&pair.access_token).await?;
    Ok(format!("{} {}", user.email, claims.sub == token.sub))
}

async fn service(app: &TestApp) -> String {
    let router = fastauth::Router::new()
        .route("/admin", get(admin))
        .route("/user", get(default_user))
        .route("/by-hand", get(by_hand));
    let matrix = router.access_matrix().to_string();
    let expected = "\
GET  /admin    role Admin
GET  /by-hand  access token
GET  /user     any active user, if default role
";
    assert_eq!(matrix, expected);
    serve(router.with_state(app.auth.clone())).await
}

on_every_database! {
    /// AZ-10: an administrator, whoever has the default role, and the handle with the strategy; who is inactive is out.
    async fn each_alias_lets_in_its_own(app: TestApp) {
        let base = service(&app).await;
        let ask = async |path: &str, token: &str| {
            Answer::read(app.http.get(format!("{base}{path}")).bearer_auth(token).send().await.unwrap()).await
        };
        let (_, admin) = app.admin().await;
        let (_, user) = app.user_with("user@x.org", Some("User"), &["user:read"]).await;
        let (nobody, none) = app.user_with("none@x.org", None, &[]).await;
        assert_eq!(ask("/admin", &admin).await.is(200).bytes, b"admin@x.org");
        assert_eq!(ask("/user", &user).await.is(200).bytes, b"user@x.org");
        assert_eq!(ask("/by-hand", &none).await.is(200).bytes, b"none@x.org true");
        for (path, token) in [("/admin", &user), ("/admin", &none), ("/user", &admin), ("/user", &none)] {
            ask(path, token).await.is_problem(403, "forbidden");
        }
        app.database.execute("UPDATE users SET is_active = FALSE").await;
        for (path, token) in [("/admin", &admin), ("/user", &user)] {
            ask(path, token).await.is_problem(401, "invalid_token");
        }
        app.auth.delete_user(nobody.id).await.unwrap();
        ask("/by-hand", &none).await.is_problem(404, "user_not_found");
        ask("/user", "").await.is_problem(401, "invalid_token");
    }
}

/// The default role is the configuration's; without one, nobody has it.
#[tokio::test]
async fn the_default_role_is_the_configurations() {
    for (role, status) in [(Some("Admin".to_owned()), 200), (None, 403)] {
        let mut options = options();
        options.config.user_default_role = role;
        let app = TestApp::start_with(Kind::Sqlite, options).await;
        let base = service(&app).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let answer = app.http.get(format!("{base}/user")).bearer_auth(&tokens.access).send().await.unwrap();
        Answer::read(answer).await.is(status);
    }
}
