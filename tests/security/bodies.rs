//! Bodies that no honest client sends: each a 4xx problem document, none a 500.

use serde_json::json;

use crate::support::app::PASSWORD;

const ROUTES: [&str; 7] = [
    "/auth/register",
    "/auth/token/login",
    "/auth/token/refresh",
    "/auth/request-verify-token",
    "/auth/verify",
    "/auth/forgot-password",
    "/auth/reset-password",
];

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

    /// HT-08: what looks like SQL is text, wherever it is sent.
    async fn sql_is_text(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        for text in [
            "' OR 1=1 --", "a@x.org' --", "\" OR \"\"=\"", "a@x.org'; DROP TABLE users; --", "%", "_@x.org", "`", "\\",
            "\\' OR 1=1 #", "$1", "?", ":1", "{}", "x') ON CONFLICT DO NOTHING; --",
        ] {
            app.try_login(text, text).await.is_problem(401, "invalid_credentials");
            app.refresh(text).await.is_problem(401, "invalid_token");
            app.post("/auth/register", json!({"email": format!("{text} "), "password": PASSWORD})).await.is_refused_field("email", "invalid");
            let body = json!({"email": "c@x.org", "username": format!("{text}@xx"), "password": PASSWORD});
            app.post("/auth/register", body).await.is_refused_field("username", "invalid");
            let body = json!({"email": "b@x.org", "password": PASSWORD, "display_name": text});
            let registered = app.http.post(app.url("/auth/register")).header("user-agent", text).json(&body);
            let registered = crate::support::Answer::read(registered.send().await.unwrap()).await.is(201).json();
            assert_eq!(registered["display_name"], text);
            let login = json!({"username": "b@x.org", "password": PASSWORD});
            let login = app.http.post(app.url("/auth/token/login")).header("user-agent", text).json(&login);
            assert_eq!(login.send().await.unwrap().status(), 200);
            let auth = &app.auth;
            assert_eq!(auth.grant_to_user(user.id, &[text]).await.unwrap_err().code(), "permission_not_found");
            assert_eq!(auth.grant_to_role(text, &["report:read"]).await.unwrap_err().code(), "role_not_found");
            assert_eq!(auth.assign_role_to_user(Some(text), user.id).await.unwrap_err().code(), "role_not_found");
            assert!(auth.permissions().find_by_codename(text).await.unwrap().is_none());
            assert!(auth.oauth_accounts().find(text, text).await.unwrap().is_none());
            let b = auth.get_user_by_email("b@x.org").await.unwrap();
            auth.delete_user(b.id).await.unwrap();
        }
        app.get("/demo/user", &tokens.access).await.is(200);
    }

    /// HT-01: to the byte, and whatever the application lets pass elsewhere.
    async fn the_limit_of_a_body_is_the_librarys_own(app: TestApp) {
        use axum::extract::FromRef;
        #[derive(Clone)]
        struct State(fastauth::FastAuth<demo::models::User>);
        impl FromRef<State> for fastauth::FastAuth<demo::models::User> {
            fn from_ref(state: &State) -> Self {
                state.0.clone()
            }
        }
        let router = app.auth.routes::<State>().layer(axum::extract::DefaultBodyLimit::disable());
        let base = crate::support::app::serve(router.with_state(State(app.auth.clone()))).await;
        for path in ROUTES {
            let largest = format!("{{{}}}", " ".repeat(16 * 1024 - 2));
            for (body, status) in [(largest.clone(), 422), (format!("{largest} "), 413)] {
                let body_length = body.len();
                let chunks: Vec<Result<Vec<u8>, std::io::Error>> = vec![Ok(body.clone().into_bytes())];
                let chunked = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
                for body in [reqwest::Body::from(body), chunked] {
                    let request = app.http.post(format!("{base}{path}")).header("content-type", "application/json");
                    assert_eq!(request.body(body).send().await.unwrap().status(), status, "{path}, {body_length} bytes");
                }
            }
        }
    }

    /// HT-02: every field of every route, of every kind of value: a 4xx, whatever it is.
    async fn no_value_is_a_500(app: TestApp) {
        let (user, tokens) = app.signed_in("a@x.org").await;
        app.auth.assign_role_to_user(Some("Admin"), user.id).await.unwrap();
        let values = [
            json!(null), json!(true), json!(0), json!(-1), json!(1e300), json!(u64::MAX), json!([]), json!([[]]), json!({}),
            json!({"a": null}), json!(""), json!("\u{0}"), json!("\u{202e}\u{feff}"), json!("🦀".repeat(300)),
            json!("a".repeat(5_000)), json!("é@é.é"), json!("\r\n"), json!("a@x.org\u{0}"),
        ];
        for (path, fields) in [
            ("/auth/register", ["email", "username", "password", "display_name"].as_slice()),
            ("/auth/token/login", &["username", "password", "grant_type", "other"]),
            ("/auth/token/refresh", &["refresh_token", "other"]),
            ("/auth/request-verify-token", &["email", "other"]),
            ("/auth/verify", &["token", "other"]),
            ("/auth/forgot-password", &["email", "other"]),
            ("/auth/reset-password", &["token", "password", "other"]),
            ("/auth/change-password", &["current_password", "new_password", "other"]),
            ("/demo/articles", &["title", "other"]),
            ("/users", &["email", "username", "role", "permissions", "is_verified", "display_name", "other"]),
            ("/roles", &["codename", "permissions", "other"]),
            ("/permissions", &["codename", "other"]),
        ] {
            for field in fields {
                for value in &values {
                    let mut body = json!({});
                    for name in fields.iter().filter(|name| **name != "other") {
                        body[name] = json!("a valid text, and long");
                    }
                    body[field] = value.clone();
                    let request = app.http.post(app.url(path)).bearer_auth(&tokens.access).json(&body);
                    let answer = crate::support::Answer::read(request.send().await.unwrap()).await;
                    assert!(answer.status < 500, "{path} {body}: {}", answer.status);
                    if answer.status >= 400 {
                        answer.is_problem(answer.status, answer.json()["code"].as_str().unwrap());
                    }
                }
            }
        }
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
