//! Signatures that are none, of another algorithm or by another key: each 401, whatever the algorithm is
//! (RFC 8725 sections 2.1 to 2.3, 3.1 to 3.3).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};

use crate::support::forge::{Forge, on_each_algorithm, published};
use crate::support::signer::{SIGNERS, message, signed};

/// Every name of RFC 7518 section 3.1 and RFC 8037, and some that only look like one.
const NAMES: [&str; 20] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512", "ES256K", "EdDSA", "Ed25519", "hs256", "eddsa", "HS256 ", "", "dir",
];

fn spliced(token: &str, signature: &[u8]) -> String {
    let (message, _) = token.rsplit_once('.').unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn signature(token: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(token.rsplit_once('.').unwrap().1).unwrap()
}

fn own(forge: &Forge) -> String {
    forge.with_claims(&forge.claims)
}

/// JW-01: `none`, in any case, with a signature and without one.
#[tokio::test]
async fn none_is_no_algorithm() {
    on_each_algorithm(async |forge| {
        for none in ["none", "None", "NONE", "nOnE"] {
            for header in [forge.header_with("alg", none), format!(r#"{{"alg":"{none}","typ":"at+jwt"}}"#)] {
                let unsigned = format!("{}.", message(&header, &forge.claims.to_string()));
                forge.refuses(none, &unsigned).await;
                forge.refuses(none, unsigned.trim_end_matches('.')).await;
                forge.refuses(none, &forge.with_header(&header)).await;
            }
        }
        for no_name in ["null", "false", "5", "[]", "{}", r#"["none"]"#] {
            let header = format!(r#"{{"alg":{no_name},"typ":"at+jwt","kid":"{}"}}"#, forge.kid());
            forge.refuses(no_name, &forge.with_header(&header)).await;
        }
        forge.refuses("no `alg`", &forge.with_header(r#"{"typ":"at+jwt"}"#)).await;
    })
    .await;
}

/// JW-01: a signature that is not there.
#[tokio::test]
async fn an_empty_signature_is_none() {
    on_each_algorithm(async |forge| {
        for signature in [&b""[..], b"\0", &[0; 32], &[0; 64], &[0; 256]] {
            forge.refuses("hardly a signature", &spliced(&own(forge), signature)).await;
        }
    })
    .await;
}

/// JW-01: the header names another algorithm: over a signature of the key's own, and over one of that algorithm.
#[tokio::test]
async fn a_key_is_of_one_algorithm() {
    on_each_algorithm(async |forge| {
        for name in NAMES.into_iter().filter(|name| *name != forge.signer.name) {
            let header = forge.header_with("alg", name);
            forge.refuses(name, &forge.with_header(&header)).await;
            let header = format!(r#"{{"alg":"{name}","typ":"at+jwt"}}"#);
            forge.refuses(name, &forge.with_header(&header)).await;
        }
        let same_key = [
            Algorithm::HS256,
            Algorithm::HS384,
            Algorithm::HS512,
            Algorithm::RS256,
            Algorithm::RS384,
            Algorithm::RS512,
            Algorithm::PS256,
            Algorithm::PS384,
            Algorithm::PS512,
        ];
        let same_key = same_key.into_iter().filter(|other| {
            other.family() == forge.signer.algorithm.family() && *other != forge.signer.algorithm
        });
        for other in same_key {
            for header in [
                forge.header_with("alg", format!("{other:?}")),
                forge.header.to_string(),
                format!(r#"{{"alg":"{other:?}","typ":"at+jwt"}}"#),
            ] {
                let token = signed(&header, &forge.claims.to_string(), &forge.key, other);
                forge.refuses("its own key, by another algorithm", &token).await;
            }
        }
        for other in SIGNERS.iter().filter(|other| other.name != forge.signer.name) {
            for header in [forge.header_with("alg", other.name), forge.header.to_string()] {
                let token = signed(&header, &forge.claims.to_string(), &other.key(), other.algorithm);
                forge.refuses("another key, by another algorithm", &token).await;
            }
        }
    })
    .await;
}

/// JW-01: what everybody has is no secret: not the public key in any of its forms, and no other text.
#[tokio::test]
async fn a_public_key_is_no_secret() {
    on_each_algorithm(async |forge| {
        let mut keys: Vec<Vec<u8>> = vec![Vec::new(), vec![0; 32], forge.kid().into(), b"fastauth".to_vec()];
        if let Some((_, pem)) = forge.signer.pair {
            let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
            let der = STANDARD.decode(&body).unwrap();
            // Of these keys the bare one is what the DER ends with.
            let bare = [32, 64, 65, 270].map(|bytes| der[der.len().saturating_sub(bytes)..].to_vec());
            keys.extend([pem.into(), pem.trim().into(), pem.replace('\n', "\r\n").into(), body.into(), der]);
            keys.extend(bare);
            for jwk in published(forge) {
                keys.push(jwk.to_string().into());
                for member in ["n", "x", "y"].iter().filter_map(|member| jwk[member].as_str()) {
                    keys.extend([member.into(), URL_SAFE_NO_PAD.decode(member).unwrap()]);
                }
            }
        }
        for key in keys {
            let key = EncodingKey::from_secret(&key);
            for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
                for header in [
                    forge.header_with("alg", format!("{algorithm:?}")),
                    format!(r#"{{"alg":"{algorithm:?}","typ":"at+jwt"}}"#),
                    forge.header.to_string(),
                ] {
                    let token = signed(&header, &forge.claims.to_string(), &key, algorithm);
                    forge.refuses("a key that everybody has", &token).await;
                }
            }
        }
    })
    .await;
}

/// JW-11: a key of the same kind, under the name of the right one.
#[tokio::test]
async fn a_key_is_not_what_it_is_called() {
    on_each_algorithm(async |forge| {
        let (claims, other) = (forge.claims.to_string(), forge.signer.other_key());
        for header in
            [forge.header.to_string(), format!(r#"{{"alg":"{}","typ":"at+jwt"}}"#, forge.signer.name)]
        {
            let token = signed(&header, &claims, &other, forge.signer.algorithm);
            forge.refuses("another key", &token).await;
        }
    })
    .await;
}

/// JW-09: one bit, or one byte more or less.
#[tokio::test]
async fn a_signature_is_exact() {
    on_each_algorithm(async |forge| {
        let token = own(forge);
        let right = signature(&token);
        for place in [0, 1, right.len() / 2 - 1, right.len() / 2, right.len() - 1] {
            for bit in [0, 3, 7] {
                let mut flipped = right.clone();
                flipped[place] ^= 1 << bit;
                forge.refuses("a flipped bit", &spliced(&token, &flipped)).await;
            }
        }
        for other in [
            [&right[..], &[0]].concat(),
            [&[0], &right[..]].concat(),
            right[..right.len() - 1].to_vec(),
            right[1..].to_vec(),
            [&right[..], &right[..]].concat(),
        ] {
            forge.refuses("a byte more or less", &spliced(&token, &other)).await;
        }
        for (place, part) in token.split('.').enumerate() {
            let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
            let swapped = if part.starts_with('A') { "B" } else { "A" };
            parts[place].replace_range(..1, swapped);
            forge.refuses("another character", &parts.join(".")).await;
        }
    })
    .await;
}

/// JW-01: numbers that make an equation come out without the key: zeros ("psychic signatures", CVE-2022-21449), the
/// order of the group, points of small order; and ECDSA in DER, which is not what RFC 7518 section 3.4 says.
#[tokio::test]
async fn a_degenerate_signature_is_none() {
    let order_of_p256 = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    // Those of order 1, 2, 4 and 8, as RFC 8032 writes points, and some of their other spellings.
    let small = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    let order_of_ed25519 = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    on_each_algorithm(async |forge| {
        let token = own(forge);
        let right = signature(&token);
        let one = [&[0; 31][..], &[1]].concat();
        let mut wrong = vec![vec![0; right.len()], vec![0xff; right.len()], vec![1; right.len()]];
        for r in [&one, &order_of_p256, &vec![0; 32]] {
            wrong.extend([&one, &order_of_p256, &vec![0; 32]].map(|s| [&r[..], s].concat()));
        }
        for point in small {
            wrong.extend([vec![0; 32], order_of_ed25519.clone()].map(|scalar| [hex(point), scalar].concat()));
        }
        if forge.signer.name == "ES256" {
            let pair =
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, forge.key.as_bytes()).unwrap();
            let (message, _) = token.rsplit_once('.').unwrap();
            let der = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
            wrong.push(der.as_ref().to_vec());
            wrong.push(hex("3006020100020100"));
        }
        for signature in wrong {
            forge.refuses("a degenerate signature", &spliced(&token, &signature)).await;
        }
    })
    .await;
}

fn hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// JW-09: three parts of base64url, unpadded: no encryption, no JSON form, nothing more and nothing less.
#[tokio::test]
async fn a_token_has_three_parts() {
    on_each_algorithm(async |forge| {
        let token = own(forge);
        let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { unreachable!() };
        for other in [
            format!("{header}.{claims}"),
            format!("{header}..{signature}"),
            format!(".{claims}.{signature}"),
            format!("{token}."),
            format!(".{token}"),
            format!("{token}.{signature}"),
            format!("{header}.{header}.{claims}.{signature}"),
            format!("{header}.{signature}.{signature}.{claims}.{signature}"),
            format!("{header}=.{claims}.{signature}"),
            format!("{header}.{claims}=.{signature}"),
            format!("{header}.{claims}==.{signature}"),
            format!("{header}.{claims}.{signature}="),
            format!("{header}.{claims}.{signature}=="),
            format!("{header}.{claims}.{signature}%3D"),
            format!(r#"{{"protected":"{header}","payload":"{claims}","signature":"{signature}"}}"#),
            format!(r#"{{"payload":"{claims}","signatures":[{{"protected":"{header}","signature":"{signature}"}}]}}"#),
        ] {
            forge.refuses("another shape", &other).await;
        }
        let mut text = forge.claims.to_string();
        while text.len().is_multiple_of(3) {
            text.push(' ');
        }
        let padded = format!("{header}.{}", URL_SAFE.encode(text));
        let mac = jsonwebtoken::crypto::sign(padded.as_bytes(), &forge.key, forge.signer.algorithm).unwrap();
        forge.refuses("padding that is signed", &format!("{padded}.{mac}")).await;
        let encrypted = r#"{"alg":"dir","enc":"A256GCM","typ":"at+jwt"}"#;
        let encrypted = format!("{}..{claims}.{claims}.{signature}", URL_SAFE_NO_PAD.encode(encrypted));
        forge.refuses("an encrypted token", &encrypted).await;
    })
    .await;
}

/// SS-12, JW-06: one purpose's token is none of another's, by its own key, and by the other's.
#[tokio::test]
async fn each_purpose_has_keys_of_its_own() {
    on_each_algorithm(async |forge| {
        let (app, tokens) = (&forge.app, &forge.tokens);
        forge.refuses("a refresh token", &tokens.refresh).await;
        app.refresh(&tokens.access).await.is_problem(401, "invalid_token");
        let refresh: Vec<&str> = tokens.refresh.split('.').collect();
        let access: Vec<&str> = tokens.access.split('.').collect();
        // The claims of one, under the header of the other, signed by the key of access tokens.
        let rewritten = [
            (forge.header.to_string(), refresh[1]),
            (forge.header_with("typ", "rt+jwt"), refresh[1]),
            (forge.header_with("typ", "rt+jwt"), access[1]),
        ];
        for (header, claims) in rewritten {
            let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
            let token = forge.sign(&header, &claims);
            app.refresh(&token).await.is_problem(401, "invalid_token");
            forge.refuses("rewritten", &token).await;
        }
        app.refresh(&tokens.refresh).await.is(200);
    })
    .await;
}
