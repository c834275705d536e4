//! The public keys that a service publishes, and who can read its tokens by them.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode};
use serde_json::{Value, json};

use crate::pem;
use crate::support::forge::Forge;
use crate::support::signer::{SIGNERS, part};
use crate::support::{Kind, TestApp};

const PATH: &str = "/.well-known/jwks.json";

/// JW-11: another service reads access tokens by what is published, and by nothing else: the keys that sign and that
/// did, public, cacheable, and without a private member.
#[tokio::test]
async fn another_service_reads_access_tokens_by_it() {
    for signer in SIGNERS.into_iter().filter(|signer| signer.pair.is_some()) {
        let mut options = signer.options();
        options.config.jwt_public_keys = vec![signer.other_pair.unwrap().1.to_owned()];
        let app = TestApp::start_with(Kind::Sqlite, options).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let answer = app.get_as_stranger(PATH).await.is(200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("set-cookie"), None);

        let keys = answer.json()["keys"].as_array().unwrap().clone();
        let members = |key: &Value| key.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        let (expected, kty) = match signer.name {
            "ES256" => ("alg crv kid kty use x y", "EC"),
            "EdDSA" => ("alg crv kid kty use x", "OKP"),
            _ => ("alg e kid kty n use", "RSA"),
        };
        assert_eq!(keys.len(), 2);
        for key in &keys {
            assert_eq!(members(key), expected, "nothing private, and nothing missing");
            assert_eq!(
                (&key["kty"], &key["use"], &key["alg"]),
                (&json!(kty), &json!("sig"), &json!(signer.name))
            );
        }
        assert_eq!(keys[0]["kid"], part(&tokens.access, 0)["kid"], "the one that signs is the first");
        assert_eq!(json!(app.auth.jwks().unwrap()), answer.json());

        // As a resource server does it: with a library that knows the set, and nothing of this one.
        let set: JwkSet = serde_json::from_slice(&answer.bytes).unwrap();
        let kid = part(&tokens.access, 0)["kid"].as_str().unwrap().to_owned();
        let mut validation = Validation::new(signer.algorithm);
        validation.set_audience(&["fastauth:auth"]);
        validation.set_issuer(&["fastauth"]);
        let read = |set: &JwkSet, kid: &str| {
            let key = DecodingKey::from_jwk(set.find(kid).unwrap()).unwrap();
            decode::<Value>(&tokens.access, &key, &validation)
        };
        assert_eq!(read(&set, &kid).unwrap().claims["sub"], part(&tokens.access, 1)["sub"]);
        assert!(read(&set, keys[1]["kid"].as_str().unwrap()).is_err(), "the former key signed nothing of it");
    }
}

/// The name of a key is its thumbprint (RFC 7638), so that whoever has the key knows it.
#[tokio::test]
async fn a_kid_is_the_thumbprint_of_its_key() {
    for signer in SIGNERS.into_iter().filter(|signer| signer.pair.is_some()) {
        let forge = Forge::start(signer).await;
        let key = json!(forge.app.auth.jwks().unwrap())["keys"][0].clone();
        // Its members in the order of the alphabet, which is how `serde_json` keeps them.
        let required: Value = match signer.name {
            "ES256" => json!({"crv": key["crv"], "kty": key["kty"], "x": key["x"], "y": key["y"]}),
            "EdDSA" => json!({"crv": key["crv"], "kty": key["kty"], "x": key["x"]}),
            _ => json!({"e": key["e"], "kty": key["kty"], "n": key["n"]}),
        };
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, required.to_string().as_bytes());
        let thumbprint = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, digest);
        assert_eq!((forge.kid(), &key["kid"]), (&*thumbprint, &json!(thumbprint)));
    }
}

/// Where secrets sign, nothing is published, and there is no route that would say so.
#[tokio::test]
async fn a_secret_is_not_published() {
    for signer in SIGNERS.into_iter().filter(|signer| signer.pair.is_none()) {
        let app = TestApp::start_with(Kind::Sqlite, signer.options()).await;
        assert!(app.auth.jwks().is_none());
        app.get_as_stranger(PATH).await.is(404);
        let matrix = fastauth::routes::JwksRouter.routes::<fastauth::FastAuth<_>, _>(&app.auth);
        assert!(!matrix.access_matrix().to_string().contains("jwks"));
    }
}

/// The route asks nothing, and the access matrix says so.
#[tokio::test]
async fn everybody_may_read_it() {
    let app = TestApp::start_with(Kind::Sqlite, SIGNERS[5].options()).await;
    let routes = app.auth.routes::<fastauth::FastAuth<_>>();
    let matrix = routes.access_matrix().to_string();
    let line = matrix.lines().find(|line| line.contains(PATH)).unwrap();
    assert!(line.contains("public"), "{line}");
    app.get(PATH, "no token").await.is(200);
    app.post(PATH, json!({})).await.is(405);
}

/// A key of another kind is read as what it is, so that even the algorithm can change.
#[tokio::test]
async fn a_former_key_may_be_of_another_kind() {
    let mut options = SIGNERS[5].options();
    let keys = [pem!("rsa_b.pkcs1.pub"), pem!("ed25519_a.pub")].concat();
    options.config.jwt_public_keys = vec![keys];
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let keys = json!(app.auth.jwks().unwrap())["keys"].clone();
    let algorithms: Vec<&str> =
        keys.as_array().unwrap().iter().map(|key| key["alg"].as_str().unwrap()).collect();
    assert_eq!(algorithms, ["ES256", "RS256", "EdDSA"]);
}
