//! Bodies that no honest client sends: each a 4xx problem document, none a 500.

use serde_json::json;

use crate::support::app::PASSWORD;

const ROUTES: [&str; 3] = ["/auth/register", "/auth/token/login", "/auth/token/refresh"];

on_every_database! {
    async fn malformed_json_is_400(app: TestApp) {
        for path in ROUTES {
            for body in [" ", "{", "nul", "{\"a\":1,}", "{\"a\":1}x", "\u{feff}{}", "{\"a\":\"\\ud800\"}", "{'a':1}"] {
                app.post_bytes(path, "application/json", body).await.is_problem(400, "malformed_body");
            }
            app.post_bytes(path, "application/json", vec![0xff, 0xfe]).await.is_problem(400, "malformed_body");
            let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
            app.post_bytes(path, "application/json", deep).await.is_problem(400, "malformed_body");
        }
    }

    /// HT-02: of two members of one name one reader takes the first, another the last.
    async fn a_member_twice_is_400(app: TestApp) {
        let body = format!(r#"{{"email":"a@x.org","email":"b@x.org","password":"{PASSWORD}"}}"#);
        app.post_bytes("/auth/register", "application/json", body).await.is_problem(400, "malformed_body");
        let form = "username=a%40x.org&username=b%40x.org&password=x";
        let answer = app.post_bytes("/auth/token/login", "application/x-www-form-urlencoded", form).await;
        answer.is_refused_field("username", "duplicate");
    }

    async fn what_is_no_object_is_422(app: TestApp) {
        for path in ROUTES {
            for body in ["[]", "7", "null", "\"text\"", "true", "1e400"] {
                let answer = app.post_bytes(path, "application/json", body).await;
                assert!(matches!(answer.status, 400 | 422), "{body}: {}", answer.status);
                answer.is_problem(answer.status, if answer.status == 400 { "malformed_body" } else { "validation_failed" });
            }
        }
    }

    /// HT-01: 16 KiB, whether the length is declared or not.
    async fn a_large_body_is_413(app: TestApp) {
        for path in ROUTES {
            let large = format!("{{\"password\":\"{}\"}}", "a".repeat(16 * 1024));
            app.post_bytes(path, "application/json", large.clone()).await.is_problem(413, "body_too_large");
            let chunks: Vec<Result<Vec<u8>, std::io::Error>> = large.as_bytes().chunks(1000).map(|chunk| Ok(chunk.to_vec())).collect();
            let chunked = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
            app.post_bytes(path, "application/json", chunked).await.is_problem(413, "body_too_large");
        }
    }

    /// HT-02: a form cannot be sent where JSON is read, so no other site's page can send it.
    async fn another_media_type_is_415(app: TestApp) {
        for path in ROUTES {
            for media_type in ["text/plain", "multipart/form-data; boundary=x", "application/jsonp", "garbage", ""] {
                app.post_bytes(path, media_type, "{}").await.is_problem(415, "unsupported_media_type");
            }
        }
        let form = "application/x-www-form-urlencoded";
        app.post_bytes("/auth/register", form, "email=a").await.is_problem(415, "unsupported_media_type");
        let charset = "application/json; charset=utf-8";
        app.post_bytes("/auth/register", charset, "{}").await.is_problem(422, "validation_failed");
    }

    /// PostgreSQL's text has no NUL.
    async fn a_nul_is_422(app: TestApp) {
        for field in ["email", "username", "password", "display_name"] {
            let mut body = json!({"email": "a@x.org", "password": PASSWORD});
            body[field] = json!("a\0b@x.org and some more");
            app.post("/auth/register", body).await.is_refused_field(field, "invalid");
        }
        app.try_login("a\0@x.org", PASSWORD).await.is_refused_field("username", "invalid");
        app.try_login("a@x.org", "a\0").await.is_refused_field("password", "invalid");
        let form = app.post_bytes("/auth/token/login", "application/x-www-form-urlencoded", "username=a%00&password=b");
        form.await.is_refused_field("username", "invalid");
        let answer = app.post("/auth/token/refresh", json!({"refresh_token": "a\0"})).await;
        answer.is_refused_field("refresh_token", "invalid");
    }

    /// The parser of forms replaces what is not UTF-8: two passwords could become one.
    async fn a_form_that_is_not_utf8_is_400(app: TestApp) {
        let form = "application/x-www-form-urlencoded";
        app.post_bytes("/auth/token/login", form, "username=a&password=%ff").await.is_problem(400, "malformed_body");
    }

    /// HT-08: what looks like SQL is text.
    async fn sql_is_text(app: TestApp) {
        app.register("a@x.org").await;
        for text in ["' OR 1=1 --", "a@x.org' --", "\" OR \"\"=\"", "a@x.org'; DROP TABLE users; --", "%", "_@x.org"] {
            app.try_login(text, text).await.is_problem(401, "invalid_credentials");
            let body = json!({"email": "b@x.org", "password": PASSWORD, "display_name": text});
            let answer = app.post("/auth/register", body).await;
            assert!(matches!(answer.status, 201 | 409), "{text}");
        }
        app.login("a@x.org").await;
    }

    /// An application's own routes answer in the same way, by the library's extractors.
    async fn other_routes_answer_alike(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        let post = async |media_type: &str, body: &str| {
            let request = app.http.post(app.url("/demo/articles")).bearer_auth(&tokens.access);
            let request = request.header("content-type", media_type).body(body.to_owned());
            crate::support::Answer::read(request.send().await.unwrap()).await
        };
        post("application/json", r#"{"title":"t"}"#).await.is(201);
        post("application/json", r#"{"title":7}"#).await.is_refused_field("", "invalid");
        post("application/json", r#"{"title":"t","author":"me"}"#).await.is_refused_field("", "invalid");
        post("application/json", "{").await.is_problem(400, "malformed_body");
        post("text/plain", "{}").await.is_problem(415, "unsupported_media_type");
        let large = format!(r#"{{"title":"{}"}}"#, "a".repeat(3_000_000));
        post("application/json", &large).await.is_problem(413, "body_too_large");
        app.auth.grant_to_user(user.id, &["article:delete"]).await.unwrap();
        for id in ["x", "-1", "99999999999999999999", "9"] {
            let request = app.http.delete(app.url(&format!("/demo/articles/{id}"))).bearer_auth(&tokens.access);
            crate::support::Answer::read(request.send().await.unwrap()).await.is_problem(404, "not_found");
        }
    }
}
