//! What an ID token must be.

use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use time::Duration;

use crate::pem;
use crate::support::Kind;
use crate::support::scripted_provider::{CLIENT_ID, CLIENT_SECRET, Raw, Script, Signature};
use crate::support::sign_in::{SignInApp, Trip};
use crate::support::signer::{SIGNERS, Signer};

fn signer(name: &str) -> Signer {
    SIGNERS.into_iter().find(|signer| signer.name == name).unwrap()
}

/// Nobody comes in by this, and nothing of them is left.
async fn is_refused(app: &SignInApp, what: &str, change: impl FnOnce(&mut Script)) {
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.provider.script(change);
    let answer = app.sign_in("oidc").await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("oauth_exchange")), "{what}");
    answer.is_problem(400, "oauth_exchange");
    assert!(app.auth.get_user_by_email("a@x.org").await.is_err(), "{what}");
    app.provider.script(|script| {
        (script.signature, script.header, script.tokens) = (Signature::Own, json!({}), json!({}));
    });
}

/// OA-05: one claim that is wrong is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_claim_is_held_against_what_was_asked() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let now = app.clock.now().unix_timestamp();
    let issuer = app.provider.issuer.clone();
    let cases: Vec<(&str, Value)> = vec![
        ("another issuer", json!({"iss": "https://evil.example"})),
        ("the issuer and a slash", json!({"iss": format!("{issuer}/")})),
        ("no issuer", json!({"iss": null})),
        ("another audience", json!({"aud": "another-client"})),
        ("no audience", json!({"aud": null})),
        ("an empty list of audiences", json!({"aud": []})),
        ("one more audience", json!({"aud": [CLIENT_ID, "another-client"], "azp": CLIENT_ID})),
        ("one more audience, and no party", json!({"aud": [CLIENT_ID, "another-client"]})),
        ("another party", json!({"azp": "another-client"})),
        ("a party of another type", json!({"azp": [CLIENT_ID]})),
        ("another nonce", json!({"nonce": "another"})),
        ("no nonce", json!({"nonce": null})),
        ("expired", json!({"exp": now - 1})),
        ("no end", json!({"exp": null})),
        ("an end that is a text", json!({"exp": "tomorrow"})),
        ("from the future", json!({"iat": now + 3600, "exp": now + 7200})),
        ("no beginning", json!({"iat": null})),
        ("no subject", json!({"sub": null})),
        ("a subject that is a number", json!({"sub": 7})),
        ("an empty subject", json!({"sub": ""})),
        ("a subject that is too long", json!({"sub": "a".repeat(256)})),
        ("a subject with a NUL", json!({"sub": "a\u{0}b"})),
        ("another access token's hash", json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"})),
    ];
    for (what, claims) in cases {
        is_refused(&app, what, |script| {
            for (name, value) in claims.as_object().unwrap() {
                script.claims[name] = value.clone();
            }
        })
        .await;
    }
    is_refused(&app, "no ID token", |script| script.tokens = json!({"id_token": null})).await;
    for text in ["", "a", "a.b.c", "e30.e30.", &"a".repeat(70_000)] {
        is_refused(&app, text, |script| script.tokens = json!({"id_token": text})).await;
    }
    // OpenID Connect Core section 5.3.2: what is said at another URL is of the same person.
    is_refused(&app, "another's address", |script| script.user_info["sub"] = json!("another")).await;
    is_refused(&app, "nobody's address", |script| script.user_info = json!({"email": "a@x.org"})).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.sign_in("oidc").await.is(200);
}

/// OA-05: signed by a key of the provider's, with an algorithm that has keys nobody else knows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signature_is_the_providers() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let public = signer("RS256").pair.unwrap().1;
    let by_public_key = EncodingKey::from_secret(public.as_bytes());
    let by_client_secret = EncodingKey::from_secret(CLIENT_SECRET.as_bytes());
    let cases = [
        ("unsigned", Signature::None, json!({})),
        ("unsigned, in capitals", Signature::None, json!({"alg": "NONE"})),
        ("another key", Signature::By(signer("RS256").other_key(), Algorithm::RS256), json!({})),
        ("another algorithm's key", Signature::By(signer("ES256").key(), Algorithm::ES256), json!({})),
        ("the public key as a secret", Signature::By(by_public_key, Algorithm::HS256), json!({})),
        ("the client's secret", Signature::By(by_client_secret, Algorithm::HS256), json!({})),
        ("says another algorithm", Signature::Own, json!({"alg": "PS256"})),
        ("says none", Signature::Own, json!({"alg": "none"})),
        ("says one that does not exist", Signature::Own, json!({"alg": "XS256"})),
        ("says no algorithm", Signature::Own, json!({"alg": null})),
        ("another type", Signature::Own, json!({"typ": "at+jwt"})),
        ("asks for an extension", Signature::Own, json!({"crit": ["b64"], "b64": false})),
    ];
    for (what, signature, header) in cases {
        is_refused(&app, what, |script| (script.signature, script.header) = (signature, header)).await;
    }
    // A key that comes along with the token is nobody's.
    let other = signer("RS256").other_key();
    let jwk = jsonwebtoken::jwk::Jwk::from_encoding_key(&other, Algorithm::RS256).unwrap();
    is_refused(&app, "brings its key", |script| {
        script.signature = Signature::By(other, Algorithm::RS256);
        script.header = json!({"jwk": jwk, "kid": null, "jku": "http://127.0.0.1:1/jwks"});
    })
    .await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.sign_in("oidc").await.is(200);
}

/// Each algorithm that has a public key is verified.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_algorithm_with_a_public_key_is_taken() {
    let longer = |name, algorithm, base| Signer { name, algorithm, ..signer(base) };
    let p384 = Some((pem!("p384"), pem!("p384.pub")));
    let signers = [
        signer("RS256"),
        signer("PS256"),
        signer("ES256"),
        signer("EdDSA"),
        longer("RS384", Algorithm::RS384, "RS256"),
        longer("RS512", Algorithm::RS512, "RS256"),
        longer("PS384", Algorithm::PS384, "PS256"),
        longer("PS512", Algorithm::PS512, "PS256"),
        Signer { pair: p384, ..longer("ES384", Algorithm::ES384, "ES256") },
    ];
    for signer in signers {
        for (supported, status) in [(signer.name, 200), ("ES512", 400)] {
            let app = SignInApp::start(Kind::Sqlite).await;
            app.provider.is("a", json!("a@x.org"), json!(true));
            app.provider.script(|script| {
                script.signer = signer;
                script.metadata =
                    json!({"id_token_signing_alg_values_supported": [supported, "HS256", "none"]});
                // It is of another length with the others.
                if !signer.name.ends_with("256") {
                    script.claims["at_hash"] = Value::Null;
                }
            });
            let answer = app.sign_in("oidc").await;
            let text = String::from_utf8_lossy(&answer.bytes);
            assert_eq!(answer.status, status, "{} where {supported} is said: {text}", signer.name);
        }
    }
}

/// OpenID Connect Core section 3.1.3.7: one audience is one in a list, too, and the party that it names may be the client.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_of_one_audience_is_taken() {
    let app = SignInApp::start(Kind::Sqlite).await;
    for claims in [json!({"aud": [CLIENT_ID]}), json!({"aud": [CLIENT_ID], "azp": CLIENT_ID})] {
        app.provider.is("a", json!("a@x.org"), json!(true));
        app.provider.script(|script| {
            for (name, value) in claims.as_object().unwrap() {
                script.claims[name] = value.clone();
            }
        });
        app.sign_in("oidc").await.is(200);
    }
}

/// A key that is replaced while somebody is at the provider is found.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_may_be_replaced() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.sign_in("oidc").await.is(200);
    assert_eq!(app.provider.asked("/jwks"), 1);
    let trip = Trip::begin(&app, "oidc").await;
    app.provider.script(|script| {
        (script.signer, script.kid) =
            (Signer { pair: script.signer.other_pair, ..script.signer }, "two".to_owned());
    });
    trip.end(&app).await.is(200);
    assert_eq!(app.provider.asked("/jwks"), 2);
    app.sign_in("oidc").await.is(200);
    assert_eq!(app.provider.asked("/jwks"), 2);
    // Under the same name, too, a minute later.
    app.clock.advance(Duration::minutes(1));
    app.provider.script(|script| {
        let (pair, other_pair) = (script.signer.other_pair, script.signer.pair);
        script.signer = Signer { pair, other_pair, ..signer("RS256") };
        script.signer.pair = signer("RS256").pair;
    });
    app.sign_in("oidc").await.is(200);
}

/// OA-13: whoever names keys that do not exist has them asked for once a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_keys_are_asked_for_once_a_minute() {
    let app = SignInApp::start(Kind::Sqlite).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.sign_in("oidc").await.is(200);
    assert_eq!(app.provider.asked("/jwks"), 1);
    for number in 0..100 {
        app.provider.script(|script| script.header = json!({"kid": format!("unknown {number}")}));
        app.sign_in("oidc").await.is_problem(400, "oauth_exchange");
    }
    assert_eq!(app.provider.asked("/jwks"), 2);
    app.clock.advance(Duration::minutes(1));
    app.sign_in("oidc").await.is_problem(400, "oauth_exchange");
    assert_eq!(app.provider.asked("/jwks"), 3);
    assert_eq!(app.provider.asked("/.well-known/openid-configuration"), 1);
    // Also where they do not come.
    app.clock.advance(Duration::minutes(1));
    app.provider.script(|script| script.raw.insert("/jwks", Raw::Hangs));
    app.sign_in("oidc").await.is_problem(504, "provider_timeout");
    app.sign_in("oidc").await.is_problem(400, "oauth_exchange");
    assert_eq!(app.provider.asked("/jwks"), 4);
}
