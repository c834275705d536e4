//! Where credentials are read from, and what every answer carries.

use crate::support::Answer;

on_every_database! {
    /// HT-06: from one `Authorization` header, and from nowhere else.
    async fn credentials_come_from_one_header(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let token = &tokens.access;
        let get = async |values: &[String]| {
            let mut request = app.http.get(app.url("/demo/user"));
            for value in values {
                request = request.header("authorization", value);
            }
            Answer::read(request.send().await.unwrap()).await
        };
        for scheme in ["Bearer", "bearer", "BEARER"] {
            get(&[format!("{scheme} {token}")]).await.is(200);
        }
        for value in [token.clone(), format!("Basic {token}"), format!("Token {token}"), "Bearer".to_owned(), "Bearer ".to_owned()] {
            get(&[value]).await.is_problem(401, "invalid_token");
        }
        get(&[format!("Bearer {token}"), format!("Bearer {token}")]).await.is_problem(401, "invalid_token");
        get(&[format!("Bearer {token}"), "Basic YTpi".to_owned()]).await.is_problem(401, "invalid_token");
        app.get_as_stranger(&format!("/demo/user?access_token={token}")).await.is_problem(401, "token_required");
        let form = format!("access_token={token}");
        let answer = app.post_bytes("/demo/articles", "application/x-www-form-urlencoded", form).await;
        answer.is_problem(401, "token_required");
    }

    /// HT-05, HT-07: the challenge, and what keeps caches away.
    async fn answers_carry_what_they_should(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let stranger = app.get_as_stranger("/demo/user").await;
        assert_eq!(stranger.header("www-authenticate"), Some("Bearer"));
        let refused = app.get("/demo/user", "garbage").await;
        assert_eq!(refused.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
        for answer in [
            app.get("/users/me", &tokens.access).await,
            app.try_login("a@x.org", "wrong").await,
            app.refresh("garbage").await,
            app.post_with_token("/auth/token/logout", &tokens.access).await,
            app.post("/auth/register", serde_json::json!({})).await,
        ] {
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.header("vary"), Some("Cookie, Authorization"));
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }

    async fn what_is_not_served_is_a_problem_document(app: TestApp) {
        app.get_as_stranger("/nothing/here").await.is_problem(404, "not_found");
        let answer = app.http.put(app.url("/users/me")).send().await.unwrap();
        let answer = Answer::read(answer).await;
        answer.is_problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("GET,HEAD,PATCH,DELETE"));
        app.get_as_stranger("/auth/token/login").await.is_problem(405, "method_not_allowed");
    }
}

/// HT-07: every refusal of every route, and what is not served, stays out of caches.
#[tokio::test]
async fn no_refusal_is_cached() {
    use crate::support::{Kind, TestApp};
    let app = TestApp::start(Kind::Sqlite).await;
    let matrix = demo::routes::router(&app.auth).access_matrix();
    let routes =
        matrix.routes().iter().map(|route| (route.method.clone().unwrap(), route.path.replace("{id}", "1")));
    let others = [(http::Method::GET, "/nothing".to_owned()), (http::Method::PUT, "/users/me".to_owned())];
    let mut refused = 0;
    for (method, path) in routes.chain(others) {
        let request = app.http.request(method.clone(), app.url(&path)).header("authorization", "Bearer x");
        let answer = Answer::read(request.send().await.unwrap()).await;
        if answer.status < 400 {
            continue;
        }
        refused += 1;
        answer.is_problem(answer.status, answer.json()["code"].as_str().unwrap());
        assert_eq!(answer.header("vary"), Some("Cookie, Authorization"), "{method} {path}");
        assert_eq!(answer.headers.get_all("vary").iter().count(), 1, "{method} {path}");
    }
    assert!(refused >= 15, "{refused}");
}
