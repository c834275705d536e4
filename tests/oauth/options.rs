//! What a service says of its providers before it starts.

use demo::models::User;
use fastauth::Secret;
use fastauth::oauth::{OAuth2, OAuthClient, UserInfo};
use fastauth::oidc::{AppleSecret, OpenIdConnect};
use fastauth::prelude::*;
use fastauth::provider::Provider;
use serde_json::json;

use crate::support::app::{SECRET, options};
use crate::support::scripted_provider::form;
use crate::support::sign_in::{SignInApp, client};
use crate::support::{Kind, TestApp};

async fn built(config: FastAuthConfig, providers: Vec<Provider>) -> Result<FastAuth<User>, String> {
    let database = Database::connect("sqlite://:memory:").await.unwrap();
    let builder = FastAuth::<User>::builder(database).config(config);
    let builder = providers.into_iter().fold(builder, |builder, provider| builder.provider(provider));
    builder.build().await.map_err(|error| error.to_string())
}

/// OA-10, OA-13: what is unsafe or contradictory does not start, and is named.
#[tokio::test]
async fn an_unsafe_provider_does_not_start() {
    let config = || options().config;
    let safe = || OAuthClient::new("id").secret(Secret::new("secret"));
    let at = |issuer: &str, client: OAuthClient| Provider::new("corp", OpenIdConnect::new(issuer, client));
    let plain = |authorize: &str, token: &str, user_info: UserInfo| {
        Provider::new("plain", OAuth2::new(safe(), authorize, token, user_info))
    };
    let (url, info) = ("https://a.example/x", || UserInfo::at("https://a.example/x"));
    let good = "https://idp.example";
    let cases: Vec<(Vec<Provider>, &str)> = vec![
        (vec![at("http://idp.example", safe())], "issuer"),
        (vec![at("http://127.0.0.1:1", safe())], "dangerous_http_on_loopback"),
        (vec![at("http://idp.example", safe().dangerous_http_on_loopback())], "issuer"),
        (vec![at("http://127.0.0.1.evil.example", safe().dangerous_http_on_loopback())], "issuer"),
        (vec![at("idp.example", safe())], "issuer"),
        (vec![at("https://user:password@idp.example", safe())], "issuer"),
        (vec![at(good, OAuthClient::new(""))], "client_id"),
        (vec![at(good, safe().origin("https://api.example/path"))], "origin"),
        (vec![at(good, safe().origin("http://api.example"))], "origin"),
        (vec![plain("http://a.example/x", url, info())], "authorize_url"),
        (vec![plain(url, "ftp://a.example/x", info())], "token_url"),
        (vec![plain(url, url, UserInfo::at("nonsense"))], "user_info"),
        (vec![plain(url, url, info().emails("http://a.example/x"))], "emails"),
        (vec![at(good, safe()).named("Corp")], "no name of a provider"),
        (vec![at(good, safe()).named("a/b")], "no name of a provider"),
        (vec![at(good, safe()).named("")], "no name of a provider"),
        (vec![at(good, safe()).named("sessions")], "is the name of other routes"),
        (vec![at(good, safe()), at(good, safe())], "is there twice"),
        (vec![at(good, safe()).distrust_emails().associate_by_email()], "distrust_emails"),
        (vec![at(good, safe()).keep_tokens()], "access_token: Option<EncryptedToken>"),
        (vec![at(good, safe()).default_role("Amdin")], "default role"),
        (vec![Provider::apple("id", AppleSecret::new("team", "key", Secret::new("no key")))], "private_key"),
    ];
    let reserved = [
        "client_id",
        "client_secret",
        "code",
        "code_challenge",
        "code_challenge_method",
        "code_verifier",
        "nonce",
        "redirect_uri",
        "request",
        "request_uri",
        "response_mode",
        "response_type",
        "scope",
        "state",
    ];
    let reserved = reserved.map(|name| (vec![at(good, safe()).parameter(name, "a")], name));
    for (providers, named) in cases.into_iter().chain(reserved) {
        let refused = built(config(), providers.clone()).await.map(drop).unwrap_err();
        assert!(refused.contains(named), "{providers:?}: {refused}");
        assert!(!refused.contains("no key"), "{refused}");
    }
    let mut silent = config();
    (silent.registration_reveals_accounts, silent.require_verified) = (false, true);
    for useless in [at(good, safe()).distrust_emails(), at(good, safe()).is_verified_by_default()] {
        assert!(
            built(silent.clone(), vec![useless])
                .await
                .map(drop)
                .unwrap_err()
                .contains("nobody could come by it")
        );
    }
    let mut nowhere = config();
    nowhere.public_base_url = None;
    assert!(built(nowhere, vec![at(good, safe())]).await.map(drop).unwrap_err().contains("public_base_url"));
    let mut clear = FastAuthConfig::new(SECRET).dangerous_cookies_in_the_clear();
    clear.public_base_url = Some("http://127.0.0.1:8000".to_owned());
    let form = Provider::new("corp", OpenIdConnect::new(good, safe()).form_post());
    assert!(built(clear, vec![form]).await.map(drop).unwrap_err().contains("by a form"));
    built(config(), vec![at(good, safe())]).await.unwrap();
}

/// Keys of their own for what is kept, as long as any.
#[tokio::test]
async fn a_weak_key_does_not_start() {
    for change in [
        |config: &mut FastAuthConfig| config.provider_token_key = Some(Secret::new("short")),
        |config: &mut FastAuthConfig| config.previous_provider_token_keys = vec![Secret::new("a".repeat(32))],
    ] {
        let mut config = options().config;
        change(&mut config);
        assert!(built(config, Vec::new()).await.map(drop).unwrap_err().contains("provider_token_key"));
    }
    let mut config = options().config;
    config.oauth_state_max_age = time::Duration::minutes(11);
    assert!(built(config, Vec::new()).await.map(drop).unwrap_err().contains("oauth_state_max_age"));
}

/// Each is a few lines of data, and each starts.
#[tokio::test]
async fn the_well_known_providers_start() {
    let key = crate::pem!("p256_a");
    let providers = vec![
        Provider::google("id", Secret::new("secret")),
        Provider::microsoft("8a5b5b1c-0000-0000-0000-000000000000", "id", Secret::new("secret")),
        Provider::gitlab("id", Secret::new("secret")),
        Provider::apple("id", AppleSecret::new("team", "key", Secret::new(key))),
        Provider::github("id", Secret::new("secret")),
        Provider::discord("id", Secret::new("secret")),
    ];
    let names: Vec<&str> = providers.iter().map(Provider::name).collect();
    assert_eq!(names, ["google", "microsoft", "gitlab", "apple", "github", "discord"]);
    let auth = built(options().config, providers).await.unwrap();
    // Those of plain OAuth 2 need not be asked for where to send somebody.
    for (name, begin, scope) in [
        ("github", "https://github.com/login/oauth/authorize?", "read:user user:email"),
        ("discord", "https://discord.com/oauth2/authorize?", "identify email"),
    ] {
        let start = auth.oauth_authorize(name, None).await.unwrap();
        let query = form(start.authorization_url.strip_prefix(begin).unwrap().as_bytes());
        assert_eq!(query["scope"], scope);
        assert_eq!(query["redirect_uri"], format!("https://service.example/auth/{name}/callback"));
    }
}

/// What GitHub, Discord and Apple say otherwise than others, as they say it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_providers_say_in_ways_of_their_own_is_understood() {
    let app = SignInApp::start_built(Kind::Sqlite, options(), |builder, provider| {
        let base = &provider.issuer;
        let url = |path: &str| format!("{base}{path}");
        let by_mails = UserInfo::at(url("/api/user")).account_id(&["/id"]).emails(url("/emails"));
        let nested = UserInfo::at(url("/api/user"))
            .account_id(&["/missing", "/data/id"])
            .email(&["/data/mail"])
            .email_verified(&["/data/ok"]);
        let texts = OpenIdConnect::new(base, client()).flags_are_texts();
        builder
            .provider(Provider::new(
                "mails",
                OAuth2::new(client(), url("/authorize"), url("/token"), by_mails),
            ))
            .provider(Provider::new(
                "nested",
                OAuth2::new(client(), url("/authorize"), url("/token"), nested),
            ))
            .provider(Provider::new("texts", texts))
    })
    .await;
    let says = |text: String| crate::support::scripted_provider::Raw::Says(200, "application/json", text);
    let emails = json!([
        {"email": "other@x.org", "primary": false, "verified": true},
        {"email": "mails@x.org", "primary": true, "verified": true},
    ]);
    app.provider.script(|script| {
        script.user_info = json!({"id": 583231, "email": null});
        script.raw.insert("/emails", says(emails.to_string()));
    });
    app.signed_in_by("mails").await;
    let account = app.auth.oauth_accounts().find("mails", "583231").await.unwrap().unwrap();
    let found = app.auth.get_user(account.user_id).await.unwrap();
    assert_eq!((found.email.as_str(), found.is_verified), ("mails@x.org", true));
    for emails in [json!([]), json!({}), json!([{"email": "b@x.org", "verified": true}])] {
        app.provider.script(|script| {
            script.user_info = json!({"id": 7});
            script.raw.insert("/emails", says(emails.to_string()));
        });
        app.sign_in("mails").await.is_problem(400, "oauth_email_missing");
    }
    app.provider.script(|script| {
        script.user_info = json!({"data": {"id": "n", "mail": "nested@x.org", "ok": true}});
    });
    app.signed_in_by("nested").await;
    assert!(app.auth.get_user_by_email("nested@x.org").await.unwrap().is_verified);
    for id in [json!(1.5), json!(true), json!(null), json!(["n"]), json!("")] {
        app.provider.script(|script| script.user_info = json!({"data": {"id": id, "mail": "c@x.org"}}));
        let answer = app.sign_in("nested").await;
        assert!([400, 502].contains(&answer.status), "{id}: {}", answer.status);
    }
    app.provider.is("t", json!("texts@x.org"), json!("true"));
    app.signed_in_by("texts").await;
    assert!(app.auth.get_user_by_email("texts@x.org").await.unwrap().is_verified);
    app.provider.is("f", json!("false@x.org"), json!("false"));
    app.signed_in_by("texts").await;
    assert!(!app.auth.get_user_by_email("false@x.org").await.unwrap().is_verified);
}

/// Without providers there is nothing of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_providers_there_are_no_routes() {
    let app = TestApp::start(Kind::Sqlite).await;
    for path in ["/auth/oidc/authorize", "/auth/oidc/callback", "/auth/oauth/accounts"] {
        app.get_as_stranger(path).await.is_problem(404, "not_found");
    }
}

/// LG-04: answers of providers' are counted for their address; what was not begun here counts for nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_limited() {
    let mut options = options();
    options.config.limits.oauth_per_address = "3/1h".parse().unwrap();
    options.config.limits.register_per_address = "2/1h".parse().unwrap();
    let app = SignInApp::start_built(Kind::Sqlite, options, |builder, _| builder).await;
    for _ in 0..5 {
        app.get_as_stranger("/auth/oidc/callback?state=a&code=b").await.is_problem(400, "oauth_state");
    }
    for subject in ["a", "b"] {
        app.provider.is(subject, json!(format!("{subject}@x.org")), json!(true));
        app.sign_in("oidc").await.is(200);
    }
    // RG-10: an account is one, however it is made.
    app.provider.is("c", json!("c@x.org"), json!(true));
    app.sign_in("oidc").await.is_problem(429, "too_many_requests");
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.sign_in("oidc").await.is_problem(429, "too_many_requests");
    app.clock.advance(time::Duration::minutes(30));
    app.sign_in("oidc").await.is(200);
}
