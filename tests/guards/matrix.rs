//! What every route of the demo asks.

use crate::support::Kind;
use crate::support::sign_in::{SignInApp, browser};

#[tokio::test]
async fn the_demos_access_matrix() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let matrix = demo::routes::router(&app.auth).access_matrix().to_string();
    let expected = "\
POST    /auth/change-password       any active user
POST    /auth/forgot-password       public
GET     /auth/oauth/accounts        any active user
DELETE  /auth/oauth/accounts/{id}   any active user
POST    /auth/register              public
POST    /auth/request-verify-token  public
POST    /auth/reset-password        public
GET     /auth/sessions              any active user
DELETE  /auth/sessions              any active user
DELETE  /auth/sessions/{id}         any active user
POST    /auth/token/login           public
POST    /auth/token/logout          access token, expired or not
POST    /auth/token/refresh         public
POST    /auth/verify                public
GET     /auth/{provider}/authorize  public
GET     /auth/{provider}/callback   public
POST    /auth/{provider}/callback   public
POST    /auth/{provider}/link       any active user
GET     /demo/admin                 role Admin
POST    /demo/articles              any active user
DELETE  /demo/articles/{id}         permission article:delete, or is_author
GET     /demo/audit                 permission audit:read and report:read
GET     /demo/mailbox               public
GET     /demo/public                public
GET     /demo/report                role Admin, or permission report:read
GET     /demo/token                 access token
GET     /demo/user                  any active user
GET     /demo/verified              any active user, verified
GET     /healthz                    public
GET     /permissions                role Admin, or permission permission:read
POST    /permissions                role Admin, or permission permission:write
GET     /permissions/{id}           role Admin, or permission permission:read
PATCH   /permissions/{id}           role Admin, or permission permission:write
DELETE  /permissions/{id}           role Admin, or permission permission:write
GET     /readyz                     public
GET     /roles                      role Admin, or permission role:read
POST    /roles                      role Admin, or permission role:write
GET     /roles/{id}                 role Admin, or permission role:read
PATCH   /roles/{id}                 role Admin, or permission role:write
DELETE  /roles/{id}                 role Admin, or permission role:write
GET     /users                      role Admin, or permission user:read
POST    /users                      role Admin, or permission user:create
GET     /users/me                   any active user
PATCH   /users/me                   any active user
DELETE  /users/me                   any active user
GET     /users/{id}                 role Admin, or permission user:read
PATCH   /users/{id}                 role Admin, or permission user:update
DELETE  /users/{id}                 role Admin, or permission user:delete
POST    /users/{id}/send-reset      role Admin, or permission user:update
DELETE  /users/{id}/sessions        role Admin, or permission user:update
";
    assert_eq!(matrix, expected);
}

/// Every route that is not public refuses a stranger: found in the matrix, so that a new one is
/// tested as it is added.
#[tokio::test]
async fn every_guarded_route_refuses_a_stranger() {
    use fastauth::guard::Access;
    let app = SignInApp::start(Kind::Sqlite).await;
    let matrix = demo::routes::router(&app.auth).access_matrix();
    let mut guarded = 0;
    for route in matrix.routes().iter().filter(|route| route.access != Access::Public) {
        let method = route.method.clone().unwrap();
        let request = app.http.request(method.clone(), app.url(&at(&route.path)));
        let answer = crate::support::Answer::read(request.send().await.unwrap()).await;
        answer.is_problem(401, "token_required");
        guarded += 1;
    }
    assert_eq!(guarded, 36);
}

/// What each route of the demo answers to a stranger, a user, a user with another permission, and one who
/// may do everything.
const ANSWERS: &[(&str, [u16; 4])] = &[
    ("POST /auth/register", [422, 422, 422, 422]),
    ("GET /auth/sessions", [401, 200, 200, 200]),
    ("DELETE /auth/sessions", [401, 204, 204, 204]),
    ("DELETE /auth/sessions/{id}", [401, 404, 404, 404]),
    ("GET /auth/oauth/accounts", [401, 200, 200, 200]),
    ("DELETE /auth/oauth/accounts/{id}", [401, 404, 404, 404]),
    ("GET /auth/{provider}/authorize", [303, 303, 303, 303]),
    ("GET /auth/{provider}/callback", [400, 400, 400, 400]),
    ("POST /auth/{provider}/callback", [415, 415, 415, 415]),
    ("POST /auth/{provider}/link", [401, 303, 303, 303]),
    ("POST /auth/token/login", [422, 422, 422, 422]),
    ("POST /auth/token/refresh", [422, 422, 422, 422]),
    ("POST /auth/token/logout", [401, 204, 204, 204]),
    ("POST /auth/request-verify-token", [422, 422, 422, 422]),
    ("POST /auth/verify", [422, 422, 422, 422]),
    ("POST /auth/forgot-password", [422, 422, 422, 422]),
    ("POST /auth/reset-password", [422, 422, 422, 422]),
    ("POST /auth/change-password", [401, 422, 422, 422]),
    ("GET /users/me", [401, 200, 200, 200]),
    ("PATCH /users/me", [401, 200, 200, 200]),
    ("DELETE /users/me", [401, 422, 422, 422]),
    ("GET /demo/mailbox", [404, 404, 404, 404]),
    ("GET /users", [401, 403, 403, 200]),
    ("POST /users", [401, 403, 403, 422]),
    ("GET /users/{id}", [401, 403, 403, 404]),
    ("PATCH /users/{id}", [401, 403, 403, 404]),
    ("DELETE /users/{id}", [401, 403, 403, 404]),
    ("POST /users/{id}/send-reset", [401, 403, 403, 404]),
    ("DELETE /users/{id}/sessions", [401, 403, 403, 404]),
    ("GET /roles", [401, 403, 403, 200]),
    ("POST /roles", [401, 403, 403, 422]),
    ("GET /roles/{id}", [401, 403, 403, 200]),
    ("PATCH /roles/{id}", [401, 403, 403, 200]),
    ("DELETE /roles/{id}", [401, 403, 403, 409]),
    ("GET /permissions", [401, 403, 403, 200]),
    ("POST /permissions", [401, 403, 403, 422]),
    ("GET /permissions/{id}", [401, 403, 403, 200]),
    ("PATCH /permissions/{id}", [401, 403, 403, 200]),
    ("DELETE /permissions/{id}", [401, 403, 403, 409]),
    ("GET /demo/public", [200, 200, 200, 200]),
    ("GET /demo/token", [401, 200, 200, 200]),
    ("GET /demo/user", [401, 200, 200, 200]),
    ("GET /demo/verified", [401, 403, 403, 200]),
    ("GET /demo/admin", [401, 403, 403, 200]),
    ("GET /demo/report", [401, 403, 403, 200]),
    ("GET /demo/audit", [401, 403, 403, 200]),
    ("POST /demo/articles", [401, 422, 422, 422]),
    ("DELETE /demo/articles/{id}", [401, 403, 403, 404]),
    ("GET /healthz", [200, 200, 200, 200]),
    ("GET /readyz", [200, 200, 200, 200]),
];

/// A route's path, where it is somebody's.
fn at(path: &str) -> String {
    path.replace("{id}", "1").replace("{provider}", "oidc")
}

on_every_database_with_providers! {
    /// AZ-01: every route, by everybody: a new one has no entry, and fails here.
    async fn each_route_lets_in_whom_it_should(app: SignInApp) {
        use fastauth::model::Changes;
        let everything = app.register("everything@x.org").await;
        app.auth.assign_role_to_user(Some("Admin"), everything.id).await.unwrap();
        let verified = Changes { is_verified: Some(true), ..Changes::default() };
        app.auth.update_user(everything.id, verified).await.unwrap();
        app.auth.grant_to_user(everything.id, &["audit:read", "report:read", "article:delete"]).await.unwrap();
        let other = app.register("other@x.org").await;
        app.auth.grant_to_user(other.id, &["audit:read"]).await.unwrap();
        let people = [None, Some(app.register("user@x.org").await), Some(other), Some(everything)];
        for route in demo::routes::router(&app.auth).access_matrix().routes() {
            let method = route.method.clone().unwrap();
            let name = format!("{method} {}", route.path);
            let (_, expected) = ANSWERS.iter().find(|(route, _)| *route == name).unwrap_or_else(|| panic!("no entry for {name}"));
            let mut answers = Vec::new();
            for person in &people {
                let mut request = browser().request(method.clone(), app.url(&at(&route.path)));
                if let Some(person) = person {
                    request = request.bearer_auth(app.auth.create_token(person).await.unwrap().access_token);
                }
                if method != http::Method::GET {
                    request = request.json(&serde_json::json!({}));
                }
                answers.push(request.send().await.unwrap().status().as_u16());
            }
            assert_eq!(answers, expected, "{name}");
        }
    }
}
