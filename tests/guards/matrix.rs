//! What every route of the demo asks.

use crate::support::{Kind, TestApp};

#[tokio::test]
async fn the_demos_access_matrix() {
    let app = TestApp::start(Kind::Sqlite).await;
    let matrix = demo::routes::router(&app.auth).access_matrix().to_string();
    let expected = "\
POST    /auth/register       public
POST    /auth/token/login    public
POST    /auth/token/logout   access token, expired or not
POST    /auth/token/refresh  public
GET     /demo/admin          role Admin
POST    /demo/articles       any active user
DELETE  /demo/articles/{id}  permission article:delete, or is_author
GET     /demo/audit          permission audit:read and report:read
GET     /demo/public         public
GET     /demo/report         role Admin, or permission report:read
GET     /demo/token          access token
GET     /demo/user           any active user
GET     /demo/verified       any active user, verified
GET     /healthz             public
GET     /readyz              public
GET     /users/me            any active user
";
    assert_eq!(matrix, expected);
}

/// Every route that is not public refuses a stranger: found in the matrix, so that a new one is
/// tested as it is added.
#[tokio::test]
async fn every_guarded_route_refuses_a_stranger() {
    use fastauth::guard::Access;
    let app = TestApp::start(Kind::Sqlite).await;
    let matrix = demo::routes::router(&app.auth).access_matrix();
    let mut guarded = 0;
    for route in matrix.routes().iter().filter(|route| route.access != Access::Public) {
        let method = route.method.clone().unwrap();
        let request = app.http.request(method.clone(), app.url(&route.path.replace("{id}", "1")));
        let answer = crate::support::Answer::read(request.send().await.unwrap()).await;
        answer.is_problem(401, "token_required");
        guarded += 1;
    }
    assert_eq!(guarded, 10);
}
