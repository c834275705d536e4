//! Headers that ask for more than they may: each 401, whatever the algorithm is (RFC 8725 sections 2.8 to 2.10, 3.8
//! to 3.12).

use std::io::ErrorKind;
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::support::forge::{on_each_algorithm, published};
use crate::support::signer::signed;

/// JW-08: a `kid` is a name in a list, and neither a path nor a statement nor an address.
#[tokio::test]
async fn a_kid_is_a_name_and_nothing_else() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/key", listener.local_addr().unwrap());
    on_each_algorithm(async |forge| {
        let kid = forge.kid();
        for other in [
            json!("../../dev/null"),
            json!("/dev/null"),
            json!("' OR 1=1 --"),
            json!("x' UNION SELECT 'AAAA"),
            json!(address),
            json!("file:///dev/null"),
            json!("$(id)"),
            json!(""),
            json!(" "),
            json!("\u{0}"),
            json!("k".repeat(4_000)),
            json!(kid.to_lowercase()),
            json!(kid[..kid.len() - 1]),
            json!(format!("{kid} ")),
            json!(format!(" {kid}")),
            json!(format!("{kid}\u{0}")),
            json!("unknown"),
            Value::Null,
            json!(0),
            json!(true),
            json!([kid]),
            json!({"kid": kid}),
        ] {
            let what = other.to_string();
            forge.refuses(&what, &forge.with_header(&forge.header_with("kid", other))).await;
        }
    })
    .await;
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "somebody asked for a key");
}

/// JW-08: a token brings no key along and fetches none: signed by the key that it names, even by the right one.
#[tokio::test]
async fn a_token_brings_no_key() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/keys", listener.local_addr().unwrap());
    on_each_algorithm(async |forge| {
        let own = published(forge).pop().unwrap_or_else(|| json!({"kty": "oct", "k": "AAAA"}));
        for (member, value) in [
            ("jwk", own),
            ("jwk", Value::Null),
            ("jku", json!(address)),
            ("x5u", json!(address)),
            ("x5c", json!(["AAAA"])),
            ("x5t", json!("AAAA")),
            ("x5t#S256", json!("AAAA")),
            ("keys", json!([])),
        ] {
            let header = forge.header_with(member, value);
            forge.refuses(member, &forge.with_header(&header)).await;
            let other = forge.signer.other_key();
            let token = signed(&header, &forge.claims.to_string(), &other, forge.signer.algorithm);
            forge.refuses(member, &token).await;
        }
    })
    .await;
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "somebody asked for a key");
}

/// JW-09: what a header asks for is not done, and so its token is none: extensions, compression, nesting.
#[tokio::test]
async fn a_header_asks_for_nothing() {
    on_each_algorithm(async |forge| {
        for (member, value) in [
            ("crit", json!(["exp"])),
            ("crit", json!([])),
            ("crit", json!(["b64"])),
            ("crit", json!("b64")),
            ("crit", Value::Null),
            ("b64", json!(false)),
            ("b64", json!(true)),
            ("zip", json!("DEF")),
            ("enc", json!("A256GCM")),
            ("cty", json!("JWT")),
            ("epk", json!({})),
            ("p2c", json!(2_000_000_000)),
            ("nonce", json!("n")),
            ("url", json!("https://x.org")),
            ("iss", json!("fastauth")),
            ("", json!(1)),
        ] {
            forge.refuses(member, &forge.with_header(&forge.header_with(member, value))).await;
        }
        let unencoded = forge.header_with("b64", false).replace('{', r#"{"crit":["b64"],"#);
        forge.refuses("an unencoded payload", &forge.with_header(&unencoded)).await;
    })
    .await;
}

/// JW-09: a member that is there twice, and text that is no object or more than one.
#[tokio::test]
async fn a_header_is_one_object() {
    on_each_algorithm(async |forge| {
        let (header, kid) = (forge.header.to_string(), forge.kid());
        let own = forge.header_with("shop.example/lane", "north");
        forge.accepts("a member of the application's own", &forge.with_header(&own)).await;
        let twice = own.replacen('{', r#"{"shop.example/lane":"south","#, 1);
        forge.refuses("one of the application's own twice", &forge.with_header(&twice)).await;
        let name = forge.signer.name;
        for twice in [
            format!(r#"{{"alg":"none",{}"#, &header[1..]),
            format!(r#"{{"alg":"{name}",{}"#, &header[1..]),
            format!(r#"{},"alg":"none"}}"#, &header[..header.len() - 1]),
            format!(r#"{{"typ":"JWT",{}"#, &header[1..]),
            format!(r#"{},"typ":"at+jwt"}}"#, &header[..header.len() - 1]),
            format!(r#"{{"kid":"x",{}"#, &header[1..]),
            format!(r#"{},"kid":"{kid}"}}"#, &header[..header.len() - 1]),
            format!(r#"{{"\u0061lg":"none",{}"#, &header[1..]),
            format!("{header}{header}"),
            format!("{header}x"),
            format!("[{header}]"),
            "[]".to_owned(),
            "null".to_owned(),
            "\"x\"".to_owned(),
            String::new(),
            format!("\u{feff}{header}"),
            header.replace("alg", "ALG"),
            header.replace("kid", "KID"),
            header.replace('}', ""),
        ] {
            forge.refuses(&twice, &forge.with_header(&twice)).await;
        }
    })
    .await;
}

/// JW-06: an access token says that it is one (RFC 9068 section 2.1), as `at+jwt` or as the whole media type.
#[tokio::test]
async fn an_access_token_says_what_it_is() {
    on_each_algorithm(async |forge| {
        assert_eq!(forge.header["typ"], "at+jwt");
        assert_eq!(forge.header["alg"], forge.signer.name);
        let whole = forge.header_with("typ", "application/at+jwt");
        forge.accepts("the media type", &forge.with_header(&whole)).await;
        for typ in [
            json!("JWT"),
            json!("rt+jwt"),
            json!("application/rt+jwt"),
            json!("jwt"),
            json!("AT+JWT "),
            json!(""),
            json!("application/"),
            json!("application/application/at+jwt"),
            json!("at"),
            Value::Null,
            json!(1),
            json!(["at+jwt"]),
            json!("dpop+jwt"),
            json!("logout+jwt"),
            json!("secevent+jwt"),
        ] {
            let what = typ.to_string();
            forge.refuses(&what, &forge.with_header(&forge.header_with("typ", typ))).await;
        }
        let without = format!(r#"{{"alg":"{}","kid":"{}"}}"#, forge.signer.name, forge.kid());
        forge.refuses("no `typ`", &forge.with_header(&without)).await;
    })
    .await;
}
