//! A page of the service's own, and its visitor.

use fantoccini::cookies::Cookie;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::site::{ACCESS, REFRESH, Site};

/// CK-01: the browser holds both, for their time and for this host alone, and no script sees or replaces one.
#[tokio::test]
async fn scripts_do_not_reach_the_cookies() {
    let site = Site::start().await;
    site.sign_in("a@x.org").await;
    let cookies = site.browser.cookies().await;
    for (cookie, (name, same_site, most)) in
        cookies.iter().zip([(ACCESS, "Lax", Duration::minutes(15)), (REFRESH, "Strict", Duration::days(20))])
    {
        assert_eq!(cookie.name(), name);
        assert_eq!(cookie.same_site().unwrap().to_string(), same_site, "{name}");
        assert_eq!((cookie.http_only(), cookie.secure()), (Some(true), Some(true)), "{name}");
        assert_eq!((cookie.domain(), cookie.path()), (Some("localhost"), Some("/")), "{name}");
        let left = lasts(cookie);
        assert!(left.is_positive() && left <= most, "{name}: {left}");
    }
    assert_eq!(site.browser.script_cookies().await, "");
    let tokens = site.tokens().await;
    for name in [ACCESS, REFRESH] {
        site.browser.call("write", &[format!("{name}=x; Secure; Path=/").into()]).await;
        site.browser.call("write", &[format!("{name}=; Secure; Path=/; Max-Age=0").into()]).await;
    }
    assert_eq!(site.tokens().await, tokens);
    site.browser.close().await;
}

#[allow(clippy::disallowed_methods, reason = "the browser's clock is the system's")]
fn lasts(cookie: &Cookie<'_>) -> Duration {
    cookie.expires_datetime().unwrap() - OffsetDateTime::now_utc()
}

/// CK-05, CK-07: in, used, refreshed, out; by a page that sends nothing along but what the browser does.
#[tokio::test]
async fn a_page_lives_by_cookie() {
    let mut site = Site::start().await;
    assert_eq!(site.ask("GET", "/users/me", Value::Null).await.0, 401);
    site.sign_in("a@x.org").await;
    let (status, me) = site.ask("GET", "/users/me", Value::Null).await;
    assert_eq!((status, &me["email"]), (200, &json!("a@x.org")));
    let (status, me) = site.ask("PATCH", "/users/me", json!({"display_name": "Ada"})).await;
    assert_eq!((status, &me["display_name"]), (200, &json!("Ada")));
    let patched = loop {
        let patched = site.next("/users/me").await;
        if patched.head.starts_with("PATCH") {
            break patched;
        }
    };
    assert_eq!(patched.told(), (vec![ACCESS, REFRESH], "same-origin", 200, ""));
    let (status, article) = site.ask("POST", "/demo/articles", json!({"title": "t"})).await;
    assert_eq!((status, article), (201, json!({"id": "1"})));
    assert_eq!(site.ask("DELETE", "/demo/articles/1", Value::Null).await.0, 204);

    let first = site.tokens().await;
    assert_eq!(site.ask("POST", "/auth/token/refresh", Value::Null).await.0, 204);
    let second = site.tokens().await;
    assert!(first.0 != second.0 && first.1 != second.1);
    assert_eq!(site.ask("GET", "/users/me", Value::Null).await.0, 200);

    assert_eq!(site.ask("POST", "/auth/token/logout", Value::Null).await.0, 204);
    assert!(site.browser.cookies().await.is_empty());
    let (status, problem) = site.ask("GET", "/users/me", Value::Null).await;
    assert_eq!((status, &problem["code"]), (401, &json!("token_required")));
    site.app.get("/users/me", &second.0).await.is_problem(401, "invalid_token");
    site.app.refresh(&second.1).await.is_problem(401, "invalid_token");
    site.browser.close().await;
}

/// CK-05: whoever uses a refresh token again ends the session, and the browser then keeps nothing of it.
#[tokio::test]
async fn a_failed_refresh_empties_the_browser() {
    let site = Site::start().await;
    site.sign_in("a@x.org").await;
    let (_, first) = site.tokens().await;
    assert_eq!(site.ask("POST", "/auth/token/refresh", Value::Null).await.0, 204);
    site.app.clock.advance(time::Duration::seconds(11));
    site.app.refresh(&first).await.is_problem(401, "invalid_token");
    site.tokens().await;
    let (status, problem) = site.ask("POST", "/auth/token/refresh", Value::Null).await;
    assert_eq!((status, &problem["code"]), (401, &json!("invalid_token")));
    assert!(site.browser.cookies().await.is_empty());
    site.browser.close().await;
}
