//! The ready-made routers: one by one, elsewhere, and with other policies.

use demo::models::User;
use fastauth::model::PolicyOf;
use fastauth::prelude::*;
use fastauth::routes::{
    AccountRouter, AuthRouter, PermissionsRouter, RegisterRouter, ResetRouter, RolesRouter, SessionsRouter,
    UsersRouter, VerifyRouter,
};
use http::Method;
use serde_json::json;

use crate::support::app::{PASSWORD, Tokens, options, serve};
use crate::support::{Answer, Kind, TestApp};

type Router = fastauth::Router<FastAuth<User>>;

const AUDITORS: PolicyOf<User> = Policy::new().permissions(&["audit:read"]).of();
const VERIFIED_USERS: PolicyOf<User> = Policy::new().roles(&["User"]).verified().of();

/// All of them together are what `routes` has.
#[tokio::test]
async fn each_router_is_there_alone() {
    let app = TestApp::start(Kind::Sqlite).await;
    let auth = &app.auth;
    let all: Router = auth.routes();
    let routers: [Router; 9] = [
        RegisterRouter.routes(auth),
        AuthRouter.routes(auth),
        SessionsRouter.routes(auth),
        AccountRouter::new().routes(auth),
        VerifyRouter.routes(auth),
        ResetRouter.routes(auth),
        UsersRouter::new().routes(auth),
        RolesRouter::new().routes(auth),
        PermissionsRouter::new().routes(auth),
    ];
    let one_by_one = routers.into_iter().fold(Router::new(), Router::merge);
    assert_eq!(one_by_one.access_matrix(), all.access_matrix());
    let base = serve(RegisterRouter.routes(auth).with_state(auth.clone())).await;
    let ada = json!({"email": "ada@x.org", "password": PASSWORD});
    let answer = app.http.post(format!("{base}/auth/register")).json(&ada).send().await.unwrap();
    let answer = Answer::read(answer).await.is(201);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let answer = app.http.post(format!("{base}/auth/token/login")).json(&ada).send().await.unwrap();
    Answer::read(answer).await.is_problem(404, "not_found");
}

on_every_database! {
    /// Each kind of route asks what is put in the place of its own policy, and the matrix says so.
    async fn a_policy_can_be_replaced(app: TestApp) {
        let auth = &app.auth;
        let router = Router::new()
            .merge(UsersRouter::new().read(&AUDITORS).delete(&VERIFIED_USERS).routes(auth))
            .merge(RolesRouter::new().read(&AUDITORS).routes(auth))
            .merge(PermissionsRouter::new().write(&AUDITORS).routes(auth));
        let matrix = router.access_matrix().to_string();
        let expected = "\
GET     /permissions            role Admin, or permission permission:read
POST    /permissions            permission audit:read
GET     /permissions/{id}       role Admin, or permission permission:read
PATCH   /permissions/{id}       permission audit:read
DELETE  /permissions/{id}       permission audit:read
GET     /roles                  permission audit:read
POST    /roles                  role Admin, or permission role:write
GET     /roles/{id}             permission audit:read
PATCH   /roles/{id}             role Admin, or permission role:write
DELETE  /roles/{id}             role Admin, or permission role:write
GET     /users                  permission audit:read
POST    /users                  role Admin, or permission user:create
GET     /users/{id}             permission audit:read
PATCH   /users/{id}             role Admin, or permission user:update
DELETE  /users/{id}             role User, verified
POST    /users/{id}/send-reset  role Admin, or permission user:update
DELETE  /users/{id}/sessions    role Admin, or permission user:update
";
        assert_eq!(matrix, expected);
        let base = serve(router.with_state(auth.clone())).await;
        let ask = async |method: Method, path: &str, token: &str| {
            let request = app.http.request(method, format!("{base}{path}")).bearer_auth(token).json(&json!({}));
            Answer::read(request.send().await.unwrap()).await
        };
        let (_, admin) = app.admin().await;
        let (_, auditor) = app.user_with("auditor@x.org", None, &["audit:read"]).await;
        for path in ["/users", "/users/1", "/roles", "/roles/Admin"] {
            ask(Method::GET, path, &admin).await.is_problem(403, "forbidden");
            assert!([200, 404].contains(&ask(Method::GET, path, &auditor).await.status), "{path}");
            let stranger = app.http.get(format!("{base}{path}")).send().await.unwrap();
            Answer::read(stranger).await.is_problem(401, "token_required");
        }
        ask(Method::POST, "/users", &auditor).await.is_problem(403, "forbidden");
        ask(Method::POST, "/users", &admin).await.is_problem(422, "validation_failed");
        ask(Method::POST, "/permissions", &admin).await.is_problem(403, "forbidden");
        ask(Method::POST, "/permissions", &auditor).await.is_problem(422, "validation_failed");
        ask(Method::DELETE, "/users/1", &admin).await.is_problem(403, "not_verified");
        let (_, user) = app.user_with("user@x.org", Some("User"), &[]).await;
        ask(Method::DELETE, "/users/1", &user).await.is_problem(403, "not_verified");
        app.register_verified("verified@x.org").await;
        let verified = app.login("verified@x.org").await.access;
        ask(Method::DELETE, "/users/1", &verified).await.is_problem(404, "user_not_found");
    }

    /// AZ-05: another policy lets somebody in, and gives nobody what they do not hold.
    async fn another_policy_is_no_way_up(app: TestApp) {
        const ANYBODY: PolicyOf<User> = Policy::new().of();
        let auth = &app.auth;
        let router: Router = UsersRouter::new().create(&ANYBODY).update(&ANYBODY).delete(&ANYBODY).routes(auth);
        let base = serve(router.merge(RolesRouter::new().write(&ANYBODY).routes(auth)).with_state(auth.clone())).await;
        let (admin, _) = app.admin().await;
        let (user, token) = app.user_with("user@x.org", Some("User"), &[]).await;
        for (method, path, body) in [
            (Method::PATCH, format!("/users/{}", user.id), json!({"role": "Admin"})),
            (Method::PATCH, format!("/users/{}", user.id), json!({"permissions": ["report:read"]})),
            (Method::PATCH, format!("/users/{}", admin.id), json!({"is_active": false})),
            (Method::DELETE, format!("/users/{}", admin.id), json!({})),
            (Method::DELETE, format!("/users/{}/sessions", admin.id), json!({})),
            (Method::POST, "/users".to_owned(), json!({"email": "b@x.org", "role": "Admin"})),
            (Method::POST, "/roles".to_owned(), json!({"codename": "Boss", "permissions": ["user:delete"]})),
        ] {
            let request = app.http.request(method, format!("{base}{path}")).bearer_auth(&token).json(&body);
            Answer::read(request.send().await.unwrap()).await.is_problem(403, "escalation");
        }
    }

    /// Where the routes are is the configuration's.
    async fn an_account_can_be_for_verified_users(app: TestApp) {
        let router: Router = AccountRouter::new().verified().routes(&app.auth);
        assert!(router.access_matrix().to_string().contains("GET     /users/me              any active user, verified"));
        let base = serve(router.with_state(app.auth.clone())).await;
        let ask = async |token: &str| Answer::read(app.http.get(format!("{base}/users/me")).bearer_auth(token).send().await.unwrap()).await;
        let change = async |token: &str| {
            let body = json!({"current_password": PASSWORD, "new_password": "another long enough password"});
            Answer::read(app.http.post(format!("{base}/auth/change-password")).bearer_auth(token).json(&body).send().await.unwrap()).await
        };
        let (_, tokens) = app.signed_in("a@x.org").await;
        ask(&tokens.access).await.is_problem(403, "not_verified");
        change(&tokens.access).await.is_problem(403, "not_verified");
        app.register_verified("b@x.org").await;
        let tokens = app.login("b@x.org").await;
        ask(&tokens.access).await.is(200);
        change(&tokens.access).await.is(204);
    }
}

/// Each prefix, and each path of the tokens.
#[tokio::test]
async fn routes_are_where_the_configuration_has_them() {
    let mut options = options();
    let paths = &mut options.config.paths;
    paths.auth = "/api/v1/session".to_owned();
    paths.users = "/people".to_owned();
    paths.roles = "/staff/roles".to_owned();
    paths.permissions = "/rights".to_owned();
    paths.token_login = "/login".to_owned();
    paths.token_refresh = "/more".to_owned();
    paths.token_logout = "/logout".to_owned();
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let ada = json!({"email": "ada@x.org", "password": PASSWORD});
    app.post("/api/v1/session/register", ada).await.is(201);
    let login = json!({"username": "ada@x.org", "password": PASSWORD});
    let tokens = Tokens::read(&app.post("/api/v1/session/login", login).await.is(200));
    let refresh = json!({"refresh_token": tokens.refresh});
    let tokens = Tokens::read(&app.post("/api/v1/session/more", refresh).await.is(200));
    app.get("/people/me", &tokens.access).await.is(200);
    app.get("/people/1", &tokens.access).await.is_problem(403, "forbidden");
    app.get("/staff/roles", &tokens.access).await.is_problem(403, "forbidden");
    app.get("/rights/1", &tokens.access).await.is_problem(403, "forbidden");
    app.get("/api/v1/session/sessions", &tokens.access).await.is(200);
    app.post_with_token("/api/v1/session/logout", &tokens.access).await.is(204);
    let matrix = demo::routes::router(&app.auth).access_matrix().to_string();
    for path in [" /auth", " /users", " /roles", " /permissions"] {
        assert!(!matrix.contains(path), "{matrix}");
    }
}
