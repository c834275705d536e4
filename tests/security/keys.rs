//! One key signs, others are read, and each can be replaced without ending what it signed.

use demo::mailbox::Mailbox;
use demo::models::User;
use demo::routes::{App, Articles};
use fastauth::{Database, FastAuth, FastAuthConfig, Secret};
use harness::{Client, serve};
use serde_json::json;

use crate::support::app::Tokens;
use crate::support::forge::on_each_algorithm;
use crate::support::signer::{SIGNERS, Signer, other_secret, part, secret, signed};
use crate::support::{Kind, TestApp};

/// Another instance over the same database.
async fn instance(app: &TestApp, config: FastAuthConfig) -> Client {
    let database = Database::connect(&app.database.url).await.unwrap();
    let auth = FastAuth::<User>::builder(database).config(config).clock(app.clock.clock());
    let auth = auth.build().await.unwrap();
    let mailbox = Mailbox::new("https://app.example");
    let state = App { auth: auth.clone(), articles: Articles::default(), mailbox };
    Client::new(serve(demo::routes::router(&auth).with_state(state)).await)
}

/// With the second key, which takes the place of the first: the tokens of the first are still read.
fn after(signer: &Signer) -> FastAuthConfig {
    let mut config = signer.options_after().config;
    match signer.pair {
        Some((_, public)) => config.jwt_public_keys = vec![public.to_owned()],
        None => config.previous_secrets = vec![Secret::new(secret())],
    }
    config
}

/// With the first key still, on every instance before one signs with the second.
fn before(signer: &Signer) -> FastAuthConfig {
    let mut config = signer.options().config;
    match signer.other_pair {
        Some((_, public)) => config.jwt_public_keys = vec![public.to_owned()],
        None => config.previous_secrets = vec![Secret::new(other_secret())],
    }
    config
}

async fn opens(instance: &Client, token: &str) -> u16 {
    let [user, token] = [instance.get("/demo/user", token).await, instance.get("/demo/token", token).await];
    assert_eq!(user.status, token.status);
    if user.status == 401 {
        user.is_problem(401, "invalid_token");
    }
    user.status
}

/// JW-11: what the former key signed is read until it is removed, and then no longer.
#[tokio::test]
async fn a_key_is_replaced_and_then_removed() {
    for signer in SIGNERS {
        let app = TestApp::start_with(Kind::Sqlite, signer.options()).await;
        let (_, first) = app.signed_in("a@x.org").await;
        let old = app.login("a@x.org").await;

        let replaced = instance(&app, after(&signer)).await;
        assert_eq!(opens(&replaced, &first.access).await, 200, "{}", signer.name);
        let next = Tokens::read(&replaced.refresh(&first.refresh).await.is(200));
        assert_ne!(part(&next.access, 0)["kid"], part(&first.access, 0)["kid"]);
        assert_eq!(opens(&replaced, &next.access).await, 200);
        // The one before it does not know the one after it.
        assert_eq!(opens(&app.client, &next.access).await, 401);

        let removed = instance(&app, signer.options_after().config).await;
        assert_eq!(opens(&removed, &old.access).await, 401, "{}", signer.name);
        assert_eq!(opens(&removed, &next.access).await, 200);
        if signer.pair.is_none() {
            removed.refresh(&old.refresh).await.is_problem(401, "invalid_token");
        } else {
            // Refresh tokens are the secret's, which is the same.
            let refreshed = Tokens::read(&removed.refresh(&old.refresh).await.is(200));
            assert_eq!(opens(&removed, &refreshed.access).await, 200);
        }
        removed.refresh(&next.refresh).await.is(200);
    }
}

/// JW-11: the secret of a service that signs with a private key can be replaced as well: refresh tokens are its.
#[tokio::test]
async fn a_secret_is_replaced_beside_a_private_key() {
    for signer in SIGNERS.into_iter().filter(|signer| signer.pair.is_some()) {
        let app = TestApp::start_with(Kind::Sqlite, signer.options()).await;
        let (_, first) = app.signed_in("a@x.org").await;
        let (second, third) = (app.login("a@x.org").await, app.login("a@x.org").await);
        assert_eq!(part(&first.refresh, 0)["alg"], "HS256");
        let mut config = signer.options().config;
        config.secret = Secret::new(other_secret());
        let removed = instance(&app, config.clone()).await;
        removed.refresh(&first.refresh).await.is_problem(401, "invalid_token");
        assert_eq!(opens(&removed, &second.access).await, 200, "the private key is the same");
        config.previous_secrets = vec![Secret::new(secret())];
        let replaced = instance(&app, config).await;
        let next = Tokens::read(&replaced.refresh(&third.refresh).await.is(200));
        assert_ne!(part(&next.refresh, 0)["kid"], part(&third.refresh, 0)["kid"]);
        removed.refresh(&next.refresh).await.is(200);
    }
}

/// JW-11: two instances at once, while one is changed after the other: each reads what the other signs.
#[tokio::test]
async fn instances_are_changed_one_after_the_other() {
    for signer in SIGNERS {
        let app = TestApp::start_with(Kind::Sqlite, signer.options()).await;
        app.register("a@x.org").await;
        let [one, other] = [instance(&app, before(&signer)).await, instance(&app, after(&signer)).await];
        let mut tokens = one.login("a@x.org").await;
        for instance in [&other, &one, &other, &one] {
            assert_eq!(opens(&one, &tokens.access).await, 200, "{}", signer.name);
            assert_eq!(opens(&other, &tokens.access).await, 200, "{}", signer.name);
            tokens = Tokens::read(&instance.refresh(&tokens.refresh).await.is(200));
        }
    }
}

/// JW-08, JW-11: a header without `kid` is read where there is one key, and nowhere else; with one, it is that key's.
#[tokio::test]
async fn a_token_without_a_kid_needs_a_single_key() {
    on_each_algorithm(async |forge| {
        let (signer, claims) = (forge.signer, forge.claims.to_string());
        let without = format!(r#"{{"alg":"{}","typ":"at+jwt"}}"#, signer.name);
        let token = forge.with_header(&without);
        forge.accepts("no `kid`, and one key", &token).await;
        for several in [before(&signer), after(&signer)] {
            let several = instance(&forge.app, several).await;
            assert_eq!(opens(&several, &forge.tokens.access).await, 200);
            assert_eq!(opens(&several, &token).await, 401, "{}: no `kid`, and two keys", signer.name);
            let other = signed(&without, &claims, &signer.other_key(), signer.algorithm);
            assert_eq!(opens(&several, &other).await, 401);
            // Both keys are known: each by its own name only.
            let crossed = signed(&forge.header.to_string(), &claims, &signer.other_key(), signer.algorithm);
            assert_eq!(opens(&several, &crossed).await, 401);
            let unknown = forge.with_header(&forge.header_with("kid", "unknown"));
            assert_eq!(opens(&several, &unknown).await, 401, "no key is tried in the place of another");
        }
    })
    .await;
}

/// JW-01: the other algorithm of an RSA key does not come in by a former key either.
#[tokio::test]
async fn a_former_key_has_one_algorithm_too() {
    for (signer, other) in [(SIGNERS[3], SIGNERS[4]), (SIGNERS[4], SIGNERS[3])] {
        let app = TestApp::start_with(Kind::Sqlite, signer.options()).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let replaced = instance(&app, after(&signer)).await;
        let (mut header, claims) = (part(&tokens.access, 0), part(&tokens.access, 1).to_string());
        let control = signed(&header.to_string(), &claims, &signer.key(), signer.algorithm);
        assert_eq!(opens(&replaced, &control).await, 200);
        header["alg"] = json!(other.name);
        let token = signed(&header.to_string(), &claims, &signer.key(), other.algorithm);
        assert_eq!(opens(&replaced, &token).await, 401, "{}", other.name);
    }
}

/// JW-12: what a token says, by each algorithm: nothing of the person. Who made it, for whom, when, and its session.
#[tokio::test]
async fn a_token_names_nobody_whatever_signs_it() {
    on_each_algorithm(async |forge| {
        let names =
            |part: serde_json::Value| part.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(names(forge.header.clone()), "alg kid typ");
        assert_eq!(names(forge.claims.clone()), "aud exp iat iss jti realm sid sub type");
        assert_eq!(names(part(&forge.tokens.refresh, 0)), "alg kid typ");
        let refresh = part(&forge.tokens.refresh, 1);
        assert_eq!(names(refresh.clone()), "aud exp iat iss jti realm rot sid sub type");
        let user = forge.app.auth.get_user_by_email("a@x.org").await.unwrap();
        for claims in [&forge.claims, &refresh] {
            assert_eq!(claims["sub"], user.id.to_string());
            let text = claims.to_string();
            assert!(!text.contains("a@x.org") && !text.contains(user.hashed_password.expose()), "{text}");
        }
    })
    .await;
}

/// RFC 9068 section 2.2: where it is configured, access tokens say which client they were made for.
#[tokio::test]
async fn an_access_token_has_a_client_where_one_is_configured() {
    for signer in SIGNERS {
        let mut options = signer.options();
        options.config.jwt_client_id = Some("shop".to_owned());
        let app = TestApp::start_with(Kind::Sqlite, options).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        for claim in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
            assert!(!claims[claim].is_null(), "{claim}");
        }
        assert_eq!(
            (&claims["client_id"], &part(&tokens.access, 0)["typ"]),
            (&json!("shop"), &json!("at+jwt"))
        );
        assert!(part(&tokens.refresh, 1)["client_id"].is_null());
        assert_eq!(opens(&app.client, &tokens.access).await, 200);
        // And nobody else says so.
        let own = fastauth::token::TokenOptions::new().claim("client_id", "another");
        let user = app.auth.get_user_by_email("a@x.org").await.unwrap();
        assert!(app.auth.create_access_token(user.id, own).await.is_err());
    }
}
