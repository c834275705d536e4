//! How the service shows a provider who asks; and what it speaks with one that speaks in a way of its own.

use fastauth::oauth::{ClientAuthentication, OAuthClient};
use fastauth::oidc::OpenIdConnect;
use fastauth::provider::{
    AuthorizationCode, AuthorizationRequest, Protocol, ProtocolFuture, Provider, ProviderError,
    ProviderIdentity, SignedIn,
};
use serde_json::json;

use crate::support::scripted_provider::{Authentication, CLIENT_ID};
use crate::support::sign_in::{SignInApp, Trip, client, email_of, oauth2};
use crate::support::{Kind, options};

/// RFC 6749 sections 2.3.1 and 3.2.1: in a header, in the body, or by its name alone, where it has no secret.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_shows_who_it_is_as_the_provider_wants() {
    let app = SignInApp::start_built(Kind::Sqlite, options(), |builder, provider| {
        let public = || OAuthClient::new(CLIENT_ID).dangerous_http_on_loopback();
        let post = client().authentication(ClientAuthentication::Post);
        builder
            .provider(Provider::new("plain-post", oauth2(&provider.issuer, post)))
            .provider(Provider::new("plain-public", oauth2(&provider.issuer, public())))
            .provider(Provider::new("oidc-public", OpenIdConnect::new(&provider.issuer, public())))
    })
    .await;
    app.provider.is("a", json!(null), json!(null));
    // One that takes nothing else says so.
    let only_post = json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]});
    app.provider.script(|script| script.metadata = only_post);
    for (provider, authentication) in [
        ("plain", Authentication::Basic),
        ("plain-post", Authentication::Post),
        ("oidc", Authentication::Post),
        ("plain-public", Authentication::Public),
        ("oidc-public", Authentication::Public),
    ] {
        app.provider.is(provider, json!(format!("{provider}@x.org")), json!(true));
        app.provider.script(|script| script.authentication = authentication);
        let answer = app.sign_in(provider).await;
        assert_eq!(answer.status, 200, "{provider}: {}", String::from_utf8_lossy(&answer.bytes));
    }
    app.provider.script(|script| script.authentication = Authentication::Post);
    app.sign_in("plain").await.is_problem(400, "oauth_exchange");
}

/// One that speaks in a way of its own: whoever has the word is let in.
struct Own;

impl Protocol for Own {
    fn issuer(&self) -> Option<&str> {
        Some("https://own.example")
    }

    fn authorization_url<'a>(&'a self, request: AuthorizationRequest<'a>) -> ProtocolFuture<'a, String> {
        Box::pin(async move { Ok(format!("https://own.example/?state={}", request.state)) })
    }

    fn sign_in<'a>(&'a self, code: AuthorizationCode<'a>) -> ProtocolFuture<'a, SignedIn> {
        Box::pin(async move {
            if code.code != "the word" {
                return Err(ProviderError::Refused("it is another word".to_owned()));
            }
            let identity = ProviderIdentity::new("a").with_email("a@x.org", Some(true));
            Ok(SignedIn { identity, tokens: None })
        })
    }
}

/// A protocol of an application's own has the same flow around it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_protocol_can_be_ones_own() {
    let app = SignInApp::start_built(Kind::Sqlite, options(), |builder, _| {
        builder.provider(Provider::new("own", Own))
    })
    .await;
    let come_back = async |more: &[(&'static str, &str)]| {
        let trip = Trip::begin(&app, "own").await;
        let mut parameters = vec![("state", trip.state().to_owned())];
        parameters.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        trip.come_back(&app, &parameters).await
    };
    come_back(&[("code", "another")]).await.is_problem(400, "oauth_exchange");
    come_back(&[("code", "the word"), ("iss", "https://evil.example")]).await.is_problem(400, "oauth_state");
    come_back(&[]).await.is_problem(400, "oauth_state");
    let tokens = harness::Tokens::read(&come_back(&[("code", "the word")]).await.is(200));
    assert_eq!(email_of(&app, &tokens).await, "a@x.org");
}
