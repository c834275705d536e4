//! Claims that are wrong, under a right signature: each 401, whatever the algorithm is (RFC 8725 sections 3.8 to 3.10).

use serde_json::{Value, json};

use crate::support::forge::on_each_algorithm;

/// JW-04: each claim must be there, and of its type.
#[tokio::test]
async fn each_claim_is_there_and_of_its_type() {
    on_each_algorithm(async |forge| {
        for claim in ["exp", "iat", "sub", "iss", "aud", "jti", "sid", "realm", "type"] {
            let mut claims = forge.claims.clone();
            claims.as_object_mut().unwrap().remove(claim);
            forge.refuses(claim, &forge.with_claims(&claims)).await;
        }
        for claim in ["exp", "iat", "sub", "iss", "aud", "jti", "sid", "realm", "type", "nbf", "client_id"] {
            for value in [Value::Null, json!(1.5), json!(1e300), json!([]), json!({}), json!(true)] {
                let mut claims = forge.claims.clone();
                claims[claim] = value;
                forge.refuses(claim, &forge.with_claims(&claims)).await;
            }
        }
        for text in ["", "null", "[]", "\"x\"", "{}", "{", "\u{feff}{}"] {
            forge.refuses(text, &forge.sign(&forge.header.to_string(), text)).await;
        }
        let twice = forge.claims.to_string().replacen('{', r#"{"sub":"somebody","#, 1);
        forge.refuses("a claim twice", &forge.sign(&forge.header.to_string(), &twice)).await;
    })
    .await;
}

/// JW-07: issuer, audience and kind of users, as they are written.
#[tokio::test]
async fn who_made_it_and_for_whom_is_compared() {
    on_each_algorithm(async |forge| {
        for (claim, value) in [
            ("iss", json!("fastauth/")),
            ("iss", json!("Fastauth")),
            ("iss", json!("")),
            ("iss", json!("fast")),
            ("aud", json!("fastauth:auth/")),
            ("aud", json!("Fastauth:Auth")),
            ("aud", json!("")),
            ("aud", json!("fastauth:refresh")),
            ("aud", json!(["fastauth:auth", "other"])),
            ("aud", json!(["fastauth:auth"])),
            ("realm", json!("admins")),
            ("realm", json!("")),
            ("realm", json!("Users")),
            ("type", json!("refresh")),
            ("type", json!("")),
        ] {
            let mut claims = forge.claims.clone();
            let what = format!("{claim} {value}");
            claims[claim] = value;
            forge.refuses(&what, &forge.with_claims(&claims)).await;
        }
    })
    .await;
}

/// JW-05: expired, and not valid yet.
#[tokio::test]
async fn its_time_is_compared() {
    on_each_algorithm(async |forge| {
        let now = forge.app.clock.now().unix_timestamp();
        for (claim, moment) in [
            ("exp", now - 60),
            ("exp", 0),
            ("exp", -1),
            ("exp", i64::MIN),
            ("iat", now + 60),
            ("iat", i64::MAX),
            ("iat", -1),
            ("nbf", now + 60),
            ("nbf", i64::MAX),
            ("nbf", -1),
        ] {
            let mut claims = forge.claims.clone();
            claims[claim] = json!(moment);
            forge.refuses(&format!("{claim} {moment}"), &forge.with_claims(&claims)).await;
        }
        let mut claims = forge.claims.clone();
        claims["nbf"] = json!(now - 60);
        forge.accepts("`nbf` in the past", &forge.with_claims(&claims)).await;
    })
    .await;
}

/// JW-10: 8 KiB, and no byte more.
#[tokio::test]
async fn a_token_has_its_length() {
    on_each_algorithm(async |forge| {
        let padded = |bytes: usize| {
            let mut claims = forge.claims.clone();
            claims["more"] = json!("a".repeat(bytes));
            forge.with_claims(&claims)
        };
        let fits = (4_000..7_000).rev().find(|bytes| message_length(forge, *bytes) <= 8 * 1024).unwrap();
        let (longest, too_long) = (padded(fits), padded(fits + 1));
        assert!(longest.len() >= 8 * 1024 - 1 && too_long.len() > 8 * 1024, "{}", longest.len());
        forge.accepts("8 KiB", &longest).await;
        forge.refuses("more than 8 KiB", &too_long).await;
    })
    .await;
}

/// How long a token is whose claims are padded by so much.
fn message_length(forge: &crate::support::forge::Forge, bytes: usize) -> usize {
    let token = forge.with_claims(&forge.claims);
    let parts: Vec<&str> = token.split('.').collect();
    let claims = forge.claims.to_string().len() + r#","more":"""#.len() + bytes;
    parts[0].len() + 1 + (claims * 4).div_ceil(3) + 1 + parts[2].len()
}
