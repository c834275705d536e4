//! Mailed links, opened.

use serde_json::json;

use super::site::Site;
use crate::support::app::PASSWORD;

const NEW: &str = "another long password";

/// OT-09: a link's token is behind the `#`, which the browser tells no server; the page's script does, in a body.
#[tokio::test]
async fn a_link_tells_its_token_to_its_page_alone() {
    let mut site = Site::start().await;
    site.app.register("a@x.org").await;
    for (asks, page, redeems, more) in [
        ("/auth/request-verify-token", "/verify", "/auth/verify", json!({})),
        ("/auth/forgot-password", "/reset-password", "/auth/reset-password", json!({"password": NEW})),
    ] {
        let (status, _) = site.ask("POST", asks, json!({"email": "a@x.org"})).await;
        assert_eq!(status, 202);
        let mail = site.app.mails_to("a@x.org").await.pop().unwrap();
        let (link, token) = (mail.link.unwrap(), mail.token.unwrap());
        site.browser.go_to(&link.replace("https://app.example", &site.url)).await;
        let opened = site.next(page).await;
        assert_eq!(opened.status, 200);
        let answer = site.browser.call("redeem", &[redeems.into(), more]).await;
        assert!([200, 204].contains(&answer["status"].as_u64().unwrap()), "{answer}");
        let redeemed = site.next(redeems).await;
        assert_eq!(redeemed.from.as_deref(), Some("same-origin"));
        for received in [opened, redeemed] {
            assert!(!received.head.contains(&token), "{}", received.head);
        }
    }
    assert!(site.app.auth.get_user_by_email("a@x.org").await.unwrap().is_verified);
    site.app.try_login("a@x.org", PASSWORD).await.is(401);
    site.app.try_login("a@x.org", NEW).await.is(200);
    site.browser.close().await;
}
