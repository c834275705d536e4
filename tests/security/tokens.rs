//! Tokens that were not made here, or not for this: each 401, with one answer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fastauth::Secret;
use fastauth::credential::derive_key;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use time::Duration;

use crate::support::app::SECRET;
use crate::support::signer::{SIGNERS, part};
use crate::support::{Kind, TestApp, options};

fn header() -> Header {
    Header { typ: Some("at+jwt".to_owned()), ..Header::new(Algorithm::HS256) }
}

fn signed(header: &Header, claims: &Value, secret: &[u8]) -> String {
    encode(header, claims, &EncodingKey::from_secret(secret)).unwrap()
}

/// A token whose header says what it likes, signed with the right key.
fn signed_with_raw_header(header: &str, claims: &Value) -> String {
    let body = URL_SAFE_NO_PAD.encode(claims.to_string());
    let message = format!("{}.{body}", URL_SAFE_NO_PAD.encode(header));
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{signature}")
}

on_every_database! {
    /// The control: what is refused below is refused for the one thing that is wrong with it.
    async fn a_token_made_with_the_key_is_accepted(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        let again = signed(&header(), &claims, SECRET.as_bytes());
        app.get("/demo/user", &again).await.is(200);
        let reordered = signed_with_raw_header(r#"{ "alg": "HS256", "typ": "at+jwt" }"#, &claims);
        app.get("/demo/user", &reordered).await.is(200);
    }

    async fn garbage_is_refused(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let access = &tokens.access;
        for token in [
            "x".to_owned(), "..".to_owned(), "a.b.c".to_owned(), format!("{access}x"), format!("{access}."),
            format!("{access}.x"), access.replace('.', ""), access[..access.len() - 1].to_owned(),
            format!("{access}="), format!(".{access}"), access.to_uppercase(), "null".to_owned(), "🦀".to_owned(),
        ] {
            for path in ["/demo/user", "/demo/token", "/users/me"] {
                let request = app.http.get(app.url(path)).header("authorization", format!("Bearer {token}").into_bytes());
                let answer = crate::support::Answer::read(request.send().await.unwrap()).await;
                answer.is_problem(401, "invalid_token");
            }
        }
    }

    /// JW-01: `none`, in any case, and every algorithm but the key's own.
    async fn another_algorithm_is_refused(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        let body = URL_SAFE_NO_PAD.encode(claims.to_string());
        for alg in ["none", "None", "nOnE", "NONE", "", "HS384", "HS512", "RS256", "ES256", "EdDSA", "hs256"] {
            let raw = format!(r#"{{"alg":"{alg}","typ":"at+jwt"}}"#);
            let unsigned = format!("{}.{body}.", URL_SAFE_NO_PAD.encode(&raw));
            app.get("/demo/user", &unsigned).await.is_problem(401, "invalid_token");
            app.get("/demo/user", &signed_with_raw_header(&raw, &claims)).await.is_problem(401, "invalid_token");
        }
        for algorithm in [Algorithm::HS384, Algorithm::HS512] {
            let other = Header { typ: Some("at+jwt".to_owned()), ..Header::new(algorithm) };
            app.get("/demo/user", &signed(&other, &claims, SECRET.as_bytes())).await.is_problem(401, "invalid_token");
        }
    }

    async fn another_key_is_refused(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        for secret in ["", "another secret of thirty-two bytes", &SECRET.to_lowercase(), &SECRET[1..]] {
            app.get("/demo/user", &signed(&header(), &claims, secret.as_bytes())).await.is_problem(401, "invalid_token");
        }
    }

    /// JW-04: each claim must be there, and of its type.
    async fn claims_are_required_and_typed(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        let mut with_nbf = claims.clone();
        with_nbf["nbf"] = claims["iat"].clone();
        app.get("/demo/user", &signed(&header(), &with_nbf, SECRET.as_bytes())).await.is(200);
        for claim in ["exp", "iat", "sub", "iss", "aud", "jti", "sid", "realm", "type", "nbf"] {
            let mut without = claims.clone();
            if without.as_object_mut().unwrap().remove(claim).is_some() {
                app.get("/demo/user", &signed(&header(), &without, SECRET.as_bytes())).await.is_problem(401, "invalid_token");
            }
            for value in [Value::Null, json!(1.5), json!(-1), json!(1e300), json!([]), json!({}), json!(true)] {
                let mut other = claims.clone();
                other[claim] = value;
                let token = signed(&header(), &other, SECRET.as_bytes());
                app.get("/demo/user", &token).await.is_problem(401, "invalid_token");
            }
            if ["exp", "iat", "nbf"].contains(&claim) {
                let mut other = with_nbf.clone();
                other[claim] = json!(with_nbf[claim].to_string());
                let token = signed(&header(), &other, SECRET.as_bytes());
                app.get("/demo/user", &token).await.is_problem(401, "invalid_token");
            }
        }
    }

    /// JW-04, JW-07: those of a refresh token, too, signed with its own key.
    async fn claims_of_a_refresh_token_are_checked_alike(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let (header, claims) = (Header { typ: Some("rt+jwt".to_owned()), ..header() }, part(&tokens.refresh, 1));
        let key = derive_key(&Secret::new(SECRET), "fastauth refresh token", 32).unwrap();
        let control = part(&app.login("a@x.org").await.refresh, 1);
        app.refresh(&signed(&header, &control, key.expose())).await.is(200);
        for claim in ["exp", "iat", "sub", "iss", "aud", "jti", "sid", "realm", "type", "rot"] {
            let mut without = claims.clone();
            without.as_object_mut().unwrap().remove(claim);
            app.refresh(&signed(&header, &without, key.expose())).await.is_problem(401, "invalid_token");
            for value in [Value::Null, json!(1.5), json!(-1), json!(1e300), json!("x"), json!([]), json!({})] {
                let mut other = claims.clone();
                other[claim] = value;
                // A name of the token's own is a text, whatever it says.
                if claim != "jti" || !other[claim].is_string() {
                    app.refresh(&signed(&header, &other, key.expose())).await.is_problem(401, "invalid_token");
                }
            }
        }
        for (claim, value) in [("aud", json!("Fastauth:refresh")), ("aud", json!("fastauth:auth")), ("iss", json!("FASTAUTH"))] {
            let mut other = claims.clone();
            other[claim] = value;
            app.refresh(&signed(&header, &other, key.expose())).await.is_problem(401, "invalid_token");
        }
    }

    /// JW-07: issuer and audience are compared as they are written.
    async fn another_issuer_or_audience_is_refused(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        for (claim, value) in [
            ("iss", json!("fastauth/")), ("iss", json!("Fastauth")), ("iss", json!("")), ("iss", json!("fast")),
            ("aud", json!("fastauth:auth/")), ("aud", json!("Fastauth:Auth")), ("aud", json!("fastauth")), ("aud", json!("")),
            ("aud", json!("fastauth:refresh")), ("aud", json!(["fastauth:auth", "other"])), ("aud", json!(["fastauth:auth"])),
            ("type", json!("refresh")), ("sub", json!("somebody else")), ("sub", json!("")),
        ] {
            let mut other = claims.clone();
            other[claim] = value;
            let token = signed(&header(), &other, SECRET.as_bytes());
            app.get("/demo/user", &token).await.is_problem(401, "invalid_token");
        }
    }

    /// JW-05: on both sides of every moment, with the leeway of 30 seconds.
    async fn a_token_has_its_time(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        for (claim, offset, status) in [
            ("exp", -50, 401), ("exp", -10, 200), ("exp", 60, 200), ("iat", 10, 200), ("iat", 50, 401),
            ("nbf", 10, 200), ("nbf", 50, 401), ("nbf", -60, 200),
        ] {
            let mut other = claims.clone();
            other[claim] = json!(app.clock.now().unix_timestamp() + offset);
            let token = signed(&header(), &other, SECRET.as_bytes());
            assert_eq!(app.get("/demo/token", &token).await.status, status, "{claim} {offset}");
        }
        let tokens = app.login("a@x.org").await;
        app.clock.advance(Duration::minutes(15) + Duration::seconds(10));
        app.get("/demo/user", &tokens.access).await.is(200);
        app.clock.advance(Duration::seconds(20));
        app.get("/demo/user", &tokens.access).await.is_problem(401, "invalid_token");
        app.get("/demo/token", &tokens.access).await.is_problem(401, "invalid_token");
    }

    /// SS-12, JW-06: a token of one purpose is none of another.
    async fn no_token_passes_for_another(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        for path in ["/demo/user", "/demo/token", "/users/me"] {
            app.get(path, &tokens.refresh).await.is_problem(401, "invalid_token");
        }
        app.refresh(&tokens.access).await.is_problem(401, "invalid_token");
        app.post_with_token("/auth/token/refresh", &tokens.access).await.is_problem(401, "invalid_token");
        // Not by its claims alone: the key is another one, too.
        let refresh = part(&tokens.refresh, 1);
        let rewritten = Header { typ: Some("rt+jwt".to_owned()), ..header() };
        app.refresh(&signed(&rewritten, &refresh, SECRET.as_bytes())).await.is_problem(401, "invalid_token");
    }

    /// JW-08, JW-09: a header that asks for more than it may is not read on, and nothing is fetched for it.
    async fn header_tricks_are_refused(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let keys = format!("http://{}/keys", listener.local_addr().unwrap());
        for raw in [
            format!(r#"{{"alg":"HS256","typ":"at+jwt","jku":"{keys}"}}"#),
            format!(r#"{{"alg":"HS256","typ":"at+jwt","x5u":"{keys}"}}"#),
        ] {
            app.get("/demo/user", &signed_with_raw_header(&raw, &claims)).await.is_problem(401, "invalid_token");
        }
        assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "somebody asked for the keys");
        for raw in [
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"HS256","typ":"JWT"}"#,
            r#"{"alg":"HS256","typ":"rt+jwt"}"#,
            r#"{"alg":"HS256","alg":"HS256","typ":"at+jwt"}"#,
            r#"{"alg":"HS256","typ":"at+jwt","kid":"../../dev/null"}"#,
            r#"{"alg":"HS256","typ":"at+jwt","kid":"' OR 1=1 --"}"#,
            r#"{"alg":"HS256","typ":"at+jwt","jwk":{"kty":"oct","k":"AAAA"}}"#,
            r#"{"alg":"HS256","typ":"at+jwt","x5c":["AAAA"]}"#,
            r#"{"alg":"HS256","typ":"at+jwt","crit":["exp"]}"#,
            r#"{"alg":"HS256","typ":"at+jwt","crit":["b64"],"b64":false}"#,
            r#"{"alg":"HS256","typ":"at+jwt","zip":"DEF"}"#,
            r#"{"alg":"HS256","typ":"at+jwt"} "#.trim_end(),
            r#"{"alg":"HS256","typ":"at+jwt"}x"#,
            "[]",
        ] {
            let token = signed_with_raw_header(raw, &claims);
            let expected = if raw == r#"{"alg":"HS256","typ":"at+jwt"}"# { 200 } else { 401 };
            assert_eq!(app.get("/demo/user", &token).await.status, expected, "{raw}");
        }
        // Five parts are an encrypted token, and an object is the JSON form.
        app.get("/demo/user", "a.b.c.d.e").await.is_problem(401, "invalid_token");
        app.get("/demo/user", r#"{"payload":"","signatures":[]}"#).await.is_problem(401, "invalid_token");
        let mut double = claims.to_string();
        double.insert_str(1, r#""sub":"somebody","#);
        let message = format!("{}.{}", tokens.access.split('.').next().unwrap(), URL_SAFE_NO_PAD.encode(double));
        let key = EncodingKey::from_secret(SECRET.as_bytes());
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
        app.get("/demo/user", &format!("{message}.{signature}")).await.is_problem(401, "invalid_token");
    }

    /// JW-10.
    async fn a_long_token_is_refused(app: TestApp) {
        let (_, tokens) = app.signed_in("a@x.org").await;
        let mut claims = part(&tokens.access, 1);
        claims["more"] = json!("a".repeat(5_000));
        app.get("/demo/user", &signed(&header(), &claims, SECRET.as_bytes())).await.is(200);
        claims["more"] = json!("a".repeat(6_500));
        app.get("/demo/user", &signed(&header(), &claims, SECRET.as_bytes())).await.is_problem(401, "invalid_token");
    }
}

/// JW-12: what a token says, and nothing of the person.
#[tokio::test]
async fn a_token_names_nobody() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (user, tokens) = app.signed_in("ada@x.org").await;
    let keys = |token: &str| part(token, 1).as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut access = keys(&tokens.access);
    access.sort();
    assert_eq!(access, ["aud", "exp", "iat", "iss", "jti", "realm", "sid", "sub", "type"]);
    let mut refresh = keys(&tokens.refresh);
    refresh.sort();
    assert_eq!(refresh, ["aud", "exp", "iat", "iss", "jti", "realm", "rot", "sid", "sub", "type"]);
    let kid = derive_key(&Secret::new(SECRET), "fastauth key id", 8).unwrap();
    let kid = URL_SAFE_NO_PAD.encode(kid.expose());
    assert_eq!(part(&tokens.access, 0), json!({"alg": "HS256", "kid": kid, "typ": "at+jwt"}));
    assert_eq!(part(&tokens.refresh, 0), json!({"alg": "HS256", "kid": kid, "typ": "rt+jwt"}));
    let claims = part(&tokens.access, 1);
    assert_eq!(claims["sub"], user.id.to_string());
    let (iat, exp) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    assert!(exp - iat <= 900, "SS-08");
}

/// Each algorithm that a configuration can name.
#[tokio::test]
async fn every_algorithm_signs_and_verifies() {
    for signer in SIGNERS {
        let app = TestApp::start_with(Kind::Sqlite, signer.options()).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        app.get("/demo/user", &tokens.access).await.is(200);
        assert_eq!(part(&tokens.access, 0)["alg"], signer.name);
        app.refresh(&tokens.refresh).await.is(200);
    }
}

/// JW-01: a key is of one algorithm: a token of another is none, even where the bytes of the key are the same.
#[tokio::test]
async fn a_key_has_one_algorithm() {
    use fastauth::JwtAlgorithm;
    let secret = SECRET.repeat(2);
    let all = [
        (Algorithm::HS256, JwtAlgorithm::Hs256),
        (Algorithm::HS384, JwtAlgorithm::Hs384),
        (Algorithm::HS512, JwtAlgorithm::Hs512),
    ];
    for (own, configured) in all {
        let mut options = options();
        options.config = fastauth::FastAuthConfig::new(secret.clone());
        options.config.jwt_algorithm = configured;
        let app = TestApp::start_with(Kind::Sqlite, options).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let claims = part(&tokens.access, 1);
        for (other, _) in all {
            let header = Header { typ: Some("at+jwt".to_owned()), ..Header::new(other) };
            let status = if other == own { 200 } else { 401 };
            app.get("/demo/user", &signed(&header, &claims, secret.as_bytes())).await.is(status);
        }
    }
}

/// JW-05: to the second, at the configured leeway and without one.
#[tokio::test]
async fn a_moment_is_compared_to_the_second() {
    use fastauth::Clock;
    use fastauth::token::{JwtStrategy, Session, TokenStrategy};
    use time::OffsetDateTime;
    let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
    for leeway in [0, 30, 60] {
        let mut config = options().config;
        config.jwt_leeway = Duration::seconds(leeway);
        let strategy = JwtStrategy::new(&config, "users", Clock::from_fn(move || now)).unwrap();
        let session = Session {
            options: fastauth::token::TokenOptions::new(),
            id: uuid::Uuid::now_v7(),
            subject: "somebody".to_owned(),
            counter: 0,
            now,
            expires_at: now + Duration::days(1),
            replaces: None,
        };
        let claims = part(&strategy.issue(&session).await.unwrap().pair.access_token, 1);
        for (claim, offset, accepted) in [
            ("exp", -leeway - 1, false),
            ("exp", -leeway, false),
            ("exp", -leeway + 1, true),
            ("iat", leeway, true),
            ("iat", leeway + 1, false),
            ("nbf", leeway, true),
            ("nbf", leeway + 1, false),
        ] {
            let mut other = claims.clone();
            other[claim] = json!(now.unix_timestamp() + offset);
            let token = signed(&header(), &other, SECRET.as_bytes());
            assert_eq!(
                strategy.read_access(&token).await.is_ok(),
                accepted,
                "leeway {leeway}, {claim} {offset}"
            );
        }
    }
}

/// JW-09: base64url without padding, in its one spelling.
#[tokio::test]
async fn a_part_has_one_spelling() {
    let app = TestApp::start(Kind::Sqlite).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    let [head, body, mac] = tokens.access.split('.').collect::<Vec<_>>()[..] else { unreachable!() };
    // 32 bytes are 43 characters: the last has two bits to spare, which must be zero.
    let (rest, last) = mac.split_at(mac.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let value = alphabet.find(last).unwrap();
    for bits in 1..4 {
        let other = &alphabet[value + bits..=value + bits];
        app.get("/demo/user", &format!("{head}.{body}.{rest}{other}")).await.is_problem(401, "invalid_token");
    }
    for token in [
        format!("{head}.{body}.{mac}="),
        format!("{head}=.{body}.{mac}"),
        format!(
            "{head}.{body}.{}",
            mac.replace('-', "+").replace('_', "/") + if mac.contains(['-', '_']) { "" } else { "+" }
        ),
        format!("{head} .{body}.{mac}"),
        format!("{head}.{body}.{} {}", &mac[..20], &mac[20..]),
    ] {
        app.get("/demo/user", &token).await.is_problem(401, "invalid_token");
    }
}
