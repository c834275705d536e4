//! What comes of signing in with providers.

use serde_json::json;

use super::story::Story;
use super::watcher::audited;
use crate::models::KINDS;
use crate::support::Kind;
use crate::support::sign_in::{Trip, user};

/// SC-03: coming in by a provider, or not; linking an account there, and giving it up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_of_providers_is_told() {
    for kind in KINDS {
        let (mut story, app) = Story::with_provider(kind, audited()).await;
        app.provider.is("a", json!("a@x.org"), json!(true));
        let tokens = app.signed_in_by("oidc").await;
        story.call("a", user(&app, "a@x.org").await.id);
        let told = [
            ("registered", "success", "-", "a", "oidc"),
            ("provider_linked", "success", "a", "a", "oidc"),
            ("login_succeeded", "success", "a", "a", "oidc"),
        ];
        let events = story.tells(&told).await;
        assert!(events[2].session.is_some());
        app.signed_in_by("oidc").await;
        story.tells(&told[2..]).await;

        app.provider.is("b", json!("a@x.org"), json!(true));
        let refused = app.sign_in("oidc").await;
        refused.is_problem(409, "oauth_email_taken");
        let events = story.tells(&[("login_failed", "failure", "-", "-", "oidc")]).await;
        assert_eq!(events[0].reason, Some("oauth_email_taken"));

        app.link("plain", &tokens.access).await.is(200);
        story.tells(&[("provider_linked", "success", "a", "a", "plain")]).await;
        let (other, theirs) = app.signed_in("c@x.org").await;
        story.call("c", other.id);
        story.watcher.take(&app).await;
        app.link("plain", &theirs.access).await.is_problem(409, "oauth_account_taken");
        let events = story.tells(&[("login_failed", "failure", "-", "c", "plain")]).await;
        assert_eq!(events[0].reason, Some("oauth_account_taken"));
        let linked = app.linked(&tokens.access).await;
        let plain = linked.iter().find(|account| account["oauth_name"] == "plain").unwrap();
        let path = format!("/auth/oauth/accounts/{}", plain["id"].as_str().unwrap());
        app.delete(&path, &tokens.access).await.is(204);
        story.tells(&[("provider_unlinked", "success", "a", "a", "plain")]).await;

        app.provider.is("a", json!("a@x.org"), json!(true));
        let owner = user(&app, "a@x.org").await;
        app.set_active(&owner, false).await;
        story.watcher.take(&app).await;
        app.sign_in("oidc").await.is_problem(401, "invalid_credentials");
        let events = story.tells(&[("login_failed", "failure", "-", "a", "oidc")]).await;
        assert_eq!(events[0].reason, Some("inactive"));

        // Whoever changes their mind there; and a state that is used again.
        let trip = Trip::begin(&app, "oidc").await;
        let denied = [("error", "access_denied".to_owned()), ("state", trip.state().to_owned())];
        trip.come_back(&app, &denied).await.is_problem(400, "oauth_denied");
        trip.come_back(&app, &denied).await.is_problem(400, "oauth_state");
        let failed = ("login_failed", "failure", "-", "-", "oidc");
        let events = story.tells(&[failed, failed]).await;
        let reasons: Vec<_> = events.iter().filter_map(|event| event.reason).collect();
        assert_eq!(reasons, ["oauth_denied", "oauth_state"]);
        // One that was never begun is in the log only.
        app.get_as_stranger("/auth/oidc/callback?code=a&state=b").await.is_problem(400, "oauth_state");
        story.tells(&[]).await;
    }
}

/// SC-03: and why somebody who was recognised has no session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_verified_is_told() {
    let mut options = audited();
    options.config.require_verified = true;
    let (mut story, app) = Story::with_provider(Kind::Sqlite, options).await;
    app.provider.is("a", json!("a@x.org"), json!(false));
    app.sign_in("oidc").await.is_problem(403, "not_verified");
    story.call("a", user(&app, "a@x.org").await.id);
    let told = [
        ("registered", "success", "-", "a", "oidc"),
        ("provider_linked", "success", "a", "a", "oidc"),
        ("login_failed", "failure", "-", "a", "oidc"),
    ];
    let events = story.tells(&told).await;
    assert_eq!(events[2].reason, Some("not_verified"));
}
