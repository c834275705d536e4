//! What somebody who comes by a provider for the first time begins with.

use demo::models::User;
use fastauth::prelude::*;
use fastauth::provider::{DefaultRole, NewOAuthUser, ProviderIdentity, SignedIn};
use serde_json::json;

use crate::support::sign_in::{SignInApp, email_of, oidc, user};
use crate::support::{Kind, options};

/// Takes people of one domain only, and what the provider calls them.
struct House;

impl AuthHooks<User> for House {
    async fn on_before_oauth_register(
        &self,
        new: &mut NewOAuthUser<User>,
        _context: &HookContext,
    ) -> HookResult {
        if !new.email().ends_with("@x.org") {
            return Err(HookError::refuse("not_ours", "this is for people of x.org"));
        }
        assert_eq!(new.provider(), "oidc");
        if let Some(name) = new.identity().claims.get("name").cloned() {
            new.fields.insert("display_name".to_owned(), name);
        }
        if let Some(name) = new.identity().claims.get("nickname").cloned() {
            new.fields.insert("username".to_owned(), name);
        }
        if new.email() == "boss@x.org" {
            new.role = Some("Admin".to_owned());
            new.is_verified = false;
        }
        Ok(())
    }
}

on_every_database_with_providers! {
    /// The hook refuses, and adjusts.
    async fn a_hook_refuses_and_adjusts(app: SignInApp) {
        let issuer = app.provider.issuer.clone();
        let database = crate::support::database::TestDatabase::create(app.database.kind).await;
        let url = app.database.url.clone();
        let strict = crate::support::TestApp::start_on(database, &url, options(), |builder, _| {
            builder.provider(oidc(&issuer)).hooks(House)
        });
        let strict = SignInApp { app: strict.await, provider: app.provider.clone() };
        strict.provider.is("a", json!("a@y.org"), json!(true));
        strict.sign_in("oidc").await.is_problem(403, "not_ours");
        assert!(strict.auth.get_user_by_email("a@y.org").await.is_err());

        strict.provider.is("b", json!("b@x.org"), json!(true));
        strict.provider.script(|script| script.user_info["name"] = json!("Bea"));
        let tokens = strict.signed_in_by("oidc").await;
        let me = strict.get("/users/me", &tokens.access).await.json();
        assert_eq!((&me["display_name"], &me["username"]), (&json!("Bea"), &json!(null)));

        strict.provider.is("boss", json!("boss@x.org"), json!(true));
        let tokens = strict.signed_in_by("oidc").await;
        let me = strict.get("/users/me", &tokens.access).await.json();
        assert_eq!((&me["role"]["codename"], &me["is_verified"]), (&json!("Admin"), &json!(false)));

        // What the model does not take is said, and nobody is made.
        strict.provider.is("c", json!("c@x.org"), json!(true));
        strict.provider.script(|script| script.user_info["name"] = json!(["C"]));
        strict.sign_in("oidc").await.is_refused_field("display_name", "invalid");
        strict.provider.script(|script| {
            script.user_info["name"] = json!("C");
            script.user_info["nickname"] = json!("no name at all");
        });
        strict.sign_in("oidc").await.is_refused_field("username", "invalid");
        strict.provider.script(|script| script.user_info["nickname"] = json!("cee"));
        strict.sign_in("oidc").await.is(200);
        strict.provider.is("d", json!("d@x.org"), json!(true));
        strict.provider.script(|script| script.user_info["nickname"] = json!("cee"));
        strict.sign_in("oidc").await.is_problem(409, "username_taken");
    }
}

/// OA-08: a role comes from the configuration, and never from what a provider says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_what_the_configuration_says() {
    let app = SignInApp::start_built(Kind::Sqlite, options(), |builder, provider| {
        let oidc = |name: &str| oidc(&provider.issuer).named(name);
        builder
            .provider(oidc("none").default_role(DefaultRole::None))
            .provider(oidc("admins").default_role("Admin"))
    })
    .await;
    for (provider, role) in
        [("oidc", Some("User")), ("plain", Some("User")), ("none", None), ("admins", Some("Admin"))]
    {
        let email = format!("{provider}@x.org");
        app.provider.is(provider, json!(email), json!(true));
        app.provider.script(|script| {
            for claims in [&mut script.claims, &mut script.user_info] {
                claims["roles"] = json!(["Admin"]);
                claims["role"] = json!("Admin");
                claims["permissions"] = json!(["user:delete"]);
            }
        });
        let tokens = app.signed_in_by(provider).await;
        let me = app.get("/users/me", &tokens.access).await.json();
        assert_eq!(me["role"]["codename"].as_str(), role, "{provider}");
        assert_eq!(me["permissions"], json!([]), "{provider}");
    }
}

/// `oauth_callback` and `oauth_login` of fastapi-fastauth, for a program that has asked the provider itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_may_ask_the_provider_itself() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let signed_in = |subject: &str| SignedIn {
        identity: ProviderIdentity::new(subject).with_email("a@x.org", Some(true)),
        tokens: None,
    };
    let found = app.auth.oauth_callback("oidc", signed_in("a")).await.unwrap();
    assert_eq!((found.email.as_str(), found.is_verified), ("a@x.org", true));
    let pair = app.auth.oauth_login("oidc", signed_in("a")).await.unwrap();
    let me = app.get("/users/me", &pair.access_token).await.is(200);
    assert_eq!(me.json()["id"], json!(found.id));
    let refused = app.auth.oauth_login("oidc", signed_in("b")).await.unwrap_err();
    assert_eq!(refused.code(), "oauth_email_taken");
    assert_eq!(app.auth.oauth_login("nobody", signed_in("a")).await.unwrap_err().code(), "not_found");
    app.provider.is("a", json!(null), json!(null));
    let by_http = app.signed_in_by("oidc").await;
    assert_eq!(email_of(&app, &by_http).await, user(&app, "a@x.org").await.email);
}

/// What is asked for is the configuration's; an ID token is, whatever else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scopes_and_parameters_are_what_the_configuration_says() {
    let app = SignInApp::start_where(Kind::Sqlite, |provider| {
        provider.scopes(["email", "calendar"]).parameter("access_type", "offline")
    })
    .await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    for (provider, scope) in [("oidc", "openid email calendar"), ("plain", "email calendar")] {
        let trip = crate::support::sign_in::Trip::begin(&app, provider).await;
        assert_eq!((trip.query["scope"].as_str(), trip.query["access_type"].as_str()), (scope, "offline"));
    }
    app.sign_in("oidc").await.is(200);
    let names: Vec<&str> = app.auth.provider_names().collect();
    assert_eq!(names, ["oidc", "plain"]);
}
