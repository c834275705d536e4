//! What other pages make a visitor's browser do: what goes along is the browser's decision, what comes of it the
//! library's.

use fastauth::CookieSameSite;
use serde_json::{Value, json};

use super::site::{ACCESS, REFRESH, Received, Site, at_localhost, elsewhere};
use crate::support::app::{PASSWORD, options};

const FORM: &str = "application/x-www-form-urlencoded";
const TEXT: &str = "text/plain";

/// One whose cookies go along from everywhere: nothing protects it but the library.
async fn without_same_site(trusted: &[&str]) -> Site {
    let mut options = options();
    options.config.cookie_same_site = CookieSameSite::None;
    options.config.trusted_origins = trusted.iter().map(|&origin| origin.to_owned()).collect();
    Site::start_with(options).await
}

/// What may be done with a visitor's cookies by forms alone. As text, the second is JSON: `{"title":"="}`.
fn by_cookie() -> [(&'static str, &'static str, Value); 6] {
    [
        ("/auth/token/logout", FORM, json!({})),
        ("/auth/token/logout", TEXT, json!({"a": "b"})),
        ("/auth/token/refresh", FORM, json!({})),
        ("/auth/change-password", TEXT, json!({"{\"a\":\"": "\"}"})),
        ("/demo/articles", FORM, json!({"title": "t"})),
        ("/demo/articles", TEXT, json!({"{\"title\":\"": "\"}"})),
    ]
}

impl Site {
    /// Has a page submit a form, and waits for the answer.
    async fn submit(&mut self, page: &str, path: &str, media_type: &str, fields: Value) -> Received {
        self.browser.go_to(page).await;
        self.rest();
        let target = format!("{}{path}", self.url);
        self.browser.call("submit", &[target.as_str().into(), media_type.into(), fields]).await;
        let received = self.next(path.split('?').next().unwrap()).await;
        assert!(received.head.starts_with("POST"), "{}", received.head);
        if received.status != 204 {
            self.browser.until_at(&target).await;
        }
        received
    }

    /// Has a page ask for what its own answer may not be read of.
    async fn send(&mut self, page: &str, path: &str, body: &str) -> Received {
        self.browser.go_to(page).await;
        self.rest();
        let target = format!("{}{path}", self.url);
        assert_eq!(self.browser.call("send", &[target.into(), body.into()]).await, "opaque");
        self.next(path.split('?').next().unwrap()).await
    }

    /// Whose visitor is who was there before, with the same tokens, and who has written nothing and is called nothing.
    async fn is_as_before(&self, email: &str, tokens: &(String, String)) {
        self.browser.go_to(&self.url).await;
        assert_eq!(self.tokens().await, *tokens);
        let (status, me) = self.ask("GET", "/users/me", Value::Null).await;
        assert_eq!((status, &me["email"], &me["display_name"]), (200, &json!(email), &Value::Null));
        let (_, article) = self.ask("POST", "/demo/articles", json!({"title": "the first"})).await;
        assert_eq!(article["id"], "1");
        assert_eq!(self.ask("POST", "/auth/token/refresh", Value::Null).await.0, 204);
        self.app.try_login(email, PASSWORD).await.is(200);
    }
}

/// CK-07: the cookies go along, and no form of another site changes anything by them.
#[tokio::test]
async fn no_form_of_another_site_uses_a_cookie() {
    let (mut site, evil) = (without_same_site(&[]).await, elsewhere().await);
    site.sign_in("a@x.org").await;
    let tokens = site.tokens().await;
    for (path, media_type, fields) in by_cookie() {
        let received = site.submit(&evil, path, media_type, fields).await;
        assert_eq!(received.told(), (vec![ACCESS, REFRESH], "cross-site", 403, "cross_site"), "{path}");
    }
    site.is_as_before("a@x.org", &tokens).await;
    site.browser.close().await;
}

/// CK-08: nor does one sign its visitor in as somebody else, or register anybody.
#[tokio::test]
async fn no_form_of_another_site_signs_in() {
    let (mut site, evil) = (without_same_site(&[]).await, elsewhere().await);
    site.app.register("evil@x.org").await;
    let login = json!({"username": "evil@x.org", "password": PASSWORD});
    let as_text = json!({format!(r#"{{"username":"evil@x.org","password":"{PASSWORD}","a":""#): "\"}"});
    for signed_in in [false, true] {
        if signed_in {
            site.browser.go_to(&site.url).await;
            site.sign_in("a@x.org").await;
        }
        for (path, media_type, fields) in [
            ("/auth/token/login?transport=cookie", FORM, &login),
            ("/auth/token/login?transport=cookie", TEXT, &as_text),
            ("/auth/token/login", FORM, &login),
        ] {
            let received = site.submit(&evil, path, media_type, fields.clone()).await;
            let (_, from, status, code) = received.told();
            assert_eq!((from, status, code), ("cross-site", 403, "cross_site"), "{path}");
        }
        let received = site.submit(&evil, "/auth/register", TEXT, as_text.clone()).await;
        assert_eq!(received.status, 415);
        site.browser.go_to(&site.url).await;
        assert_eq!(site.browser.cookies().await.len(), if signed_in { 2 } else { 0 });
    }
    let tokens = site.tokens().await;
    site.is_as_before("a@x.org", &tokens).await;
    site.browser.close().await;
}

/// CK-07, CK-08, CK-12: nor does a script, neither with what it may ask unasked nor with what it has to ask leave for.
#[tokio::test]
async fn no_script_of_another_site_uses_a_cookie() {
    let (mut site, evil) = (without_same_site(&[]).await, elsewhere().await);
    site.sign_in("a@x.org").await;
    let tokens = site.tokens().await;
    for (path, body) in [
        ("/auth/token/logout", ""),
        ("/auth/token/refresh", ""),
        ("/demo/articles", r#"{"title":"t"}"#),
        ("/auth/token/login?transport=cookie", r#"{"username":"a@x.org","password":"x"}"#),
    ] {
        let received = site.send(&evil, path, body).await;
        assert_eq!(received.told(), (vec![ACCESS, REFRESH], "cross-site", 403, "cross_site"), "{path}");
    }
    site.rest();
    for (method, path, body) in [
        ("PATCH", "/users/me", json!({"display_name": "Eve"})),
        ("POST", "/demo/articles", json!({"title": "t"})),
        ("DELETE", "/auth/sessions", Value::Null),
        ("GET", "/users/me", Value::Null),
    ] {
        let target = format!("{}{path}", site.url);
        let answer = site.browser.call("ask", &[method.into(), target.into(), body]).await;
        assert_eq!(answer, json!({"failed": "TypeError"}), "{method} {path}");
    }
    let methods = site.rest().into_iter().map(|received| received.head.split(' ').next().unwrap().to_owned());
    assert_eq!(methods.collect::<Vec<_>>(), ["OPTIONS", "OPTIONS", "OPTIONS", "GET"]);
    site.is_as_before("a@x.org", &tokens).await;
    site.browser.close().await;
}

/// CK-01, CK-08: by default the cookies stay at home as well; but the one of the access token follows a link.
#[tokio::test]
async fn cookies_stay_at_home() {
    let (mut site, evil) = (Site::start().await, elsewhere().await);
    site.sign_in("a@x.org").await;
    let tokens = site.tokens().await;
    for (path, media_type, fields) in by_cookie() {
        let received = site.submit(&evil, path, media_type, fields).await;
        assert_eq!(received.told(), (vec![], "cross-site", 401, "token_required"), "{path}");
        let received = site.send(&evil, path, "").await;
        assert_eq!(received.told(), (vec![], "cross-site", 401, "token_required"), "{path}");
    }
    let login = json!({"username": "a@x.org", "password": PASSWORD});
    let received = site.submit(&evil, "/auth/token/login?transport=cookie", FORM, login).await;
    assert_eq!(received.told(), (vec![], "cross-site", 403, "cross_site"));

    site.browser.go_to(&evil).await;
    let target = format!("{}/users/me", site.url);
    site.browser.call("follow", &[target.into()]).await;
    assert_eq!(site.next("/users/me").await.told(), (vec![ACCESS], "cross-site", 200, ""));
    site.is_as_before("a@x.org", &tokens).await;
    site.browser.close().await;
}

/// CK-07, CK-08: another service of the same host is the same site to `SameSite`, even `Strict`, and another origin to
/// the library.
#[tokio::test]
async fn a_neighbour_uses_no_cookie() {
    let (mut site, neighbour) = (Site::start().await, at_localhost(&elsewhere().await));
    site.sign_in("a@x.org").await;
    let tokens = site.tokens().await;
    for (path, media_type, fields) in by_cookie() {
        let received = site.submit(&neighbour, path, media_type, fields).await;
        assert_eq!(received.told(), (vec![ACCESS, REFRESH], "same-site", 403, "cross_site"), "{path}");
        let received = site.send(&neighbour, path, "").await;
        assert_eq!(received.told(), (vec![ACCESS, REFRESH], "same-site", 403, "cross_site"), "{path}");
    }
    let login = json!({"username": "a@x.org", "password": PASSWORD});
    let received = site.submit(&neighbour, "/auth/token/login?transport=cookie", FORM, login).await;
    assert_eq!(received.told(), (vec![ACCESS, REFRESH], "same-site", 403, "cross_site"));
    site.is_as_before("a@x.org", &tokens).await;
    site.browser.close().await;
}

/// CK-07, CK-08: an origin that the configuration trusts is let in, and the one beside it is not.
#[tokio::test]
async fn a_trusted_origin_is_let_in() {
    let (front, evil) = (elsewhere().await, elsewhere().await);
    let mut site = without_same_site(&[&front]).await;
    site.sign_in("a@x.org").await;
    let (access, _) = site.tokens().await;
    let login = json!({"username": "a@x.org", "password": PASSWORD});
    for (page, status, code) in [(&evil, 403, "cross_site"), (&front, 204, "")] {
        let both = vec![ACCESS, REFRESH];
        let received = site.submit(page, "/auth/token/logout", FORM, json!({})).await;
        assert_eq!(received.told(), (both, "cross-site", status, code));
    }
    site.app.get("/users/me", &access).await.is_problem(401, "invalid_token");
    for (page, status, code) in [(&evil, 403, "cross_site"), (&front, 204, "")] {
        let received = site.submit(page, "/auth/token/login?transport=cookie", FORM, login.clone()).await;
        assert_eq!(received.told(), (vec![], "cross-site", status, code));
    }
    let received = site.send(&front, "/auth/token/refresh", "").await;
    assert_eq!(received.told(), (vec![ACCESS, REFRESH], "cross-site", 204, ""));
    site.browser.go_to(&site.url).await;
    assert_eq!(site.ask("GET", "/users/me", Value::Null).await.0, 200);
    site.browser.close().await;
}
