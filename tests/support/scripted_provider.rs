//! A provider that says whatever a test has it say: what real ones do not do on demand.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::stream;
use harness::TestClock;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::app::serve;
use super::signer::{SIGNERS, Signer, message, signed};

pub const CLIENT_ID: &str = "the-client";
pub const CLIENT_SECRET: &str = "a secret/of+the client's";

/// How an ID token is signed.
#[derive(Clone)]
pub enum Signature {
    /// By a key that the provider publishes.
    Own,
    /// By this one, under this header's algorithm.
    By(EncodingKey, Algorithm),
    /// Not at all.
    None,
}

/// How a client has to show that it is one.
#[derive(Clone, Copy)]
pub enum Authentication {
    /// In a header.
    Basic,
    /// In the body.
    Post,
    /// By its name alone.
    Public,
}

/// An answer that is not the provider's usual one.
#[derive(Clone)]
pub enum Raw {
    /// A status, a media type and a body.
    Says(u16, &'static str, String),
    /// A redirect.
    To(String),
    /// So many bytes of JSON.
    Bytes(usize),
    /// A byte now and then, without end.
    Drips,
    /// Nothing at all.
    Hangs,
    /// What is usual, so much later.
    Slow(Duration),
    /// What is usual, once there is a permit for it.
    Late(Arc<Semaphore>),
}

/// What it says.
pub struct Script {
    pub signer: Signer,
    pub kid: String,
    pub signature: Signature,
    pub authentication: Authentication,
    /// The time of its tokens.
    pub clock: TestClock,
    /// What becomes of members of each; null takes one away.
    pub header: Value,
    pub claims: Value,
    pub user_info: Value,
    pub metadata: Value,
    pub tokens: Value,
    /// By path.
    pub raw: HashMap<&'static str, Raw>,
    codes: HashMap<String, Grant>,
    /// The paths that were asked for, one behind the other.
    pub asked: Vec<String>,
    /// The bodies that the endpoint of tokens got.
    pub exchanges: Vec<HashMap<String, String>>,
    issued: usize,
}

/// What goes with a code.
#[derive(Clone)]
struct Grant {
    challenge: String,
    nonce: Option<String>,
    redirect_uri: String,
}

/// The provider.
#[derive(Clone)]
pub struct ScriptedProvider {
    pub issuer: String,
    script: Arc<Mutex<Script>>,
}

fn rs256() -> Signer {
    SIGNERS.into_iter().find(|signer| signer.name == "RS256").unwrap()
}

impl ScriptedProvider {
    pub async fn start() -> Self {
        let script = Script {
            signer: rs256(),
            kid: "one".to_owned(),
            signature: Signature::Own,
            authentication: Authentication::Basic,
            clock: TestClock::default(),
            header: json!({}),
            claims: json!({}),
            user_info: json!({}),
            metadata: json!({}),
            tokens: json!({}),
            raw: HashMap::new(),
            codes: HashMap::new(),
            asked: Vec::new(),
            exchanges: Vec::new(),
            issued: 0,
        };
        let script = Arc::new(Mutex::new(script));
        let router = axum::Router::new().fallback(answer).with_state(script.clone());
        Self { issuer: serve(router).await, script }
    }

    /// Has it say something else from now on.
    pub fn script<T>(&self, change: impl FnOnce(&mut Script) -> T) -> T {
        change(&mut self.script.lock().unwrap())
    }

    /// Who signs in there from now on.
    pub fn is(&self, subject: &str, email: Value, verified: Value) {
        let user = json!({"sub": subject, "email": email, "email_verified": verified});
        self.script(|script| {
            script.claims = json!({"sub": subject});
            script.user_info = user;
        });
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.script(|script| script.asked.iter().filter(|asked| *asked == path).count())
    }

    /// The code that somebody comes back with whom this URL has sent here, and who agrees.
    pub fn agree(&self, authorization_url: &HashMap<String, String>) -> String {
        let grant = Grant {
            challenge: authorization_url["code_challenge"].clone(),
            nonce: authorization_url.get("nonce").cloned(),
            redirect_uri: authorization_url["redirect_uri"].clone(),
        };
        self.script(|script| {
            let code = format!("code {}/{}", script.codes.len(), script.issued);
            script.codes.insert(code.clone(), grant);
            code
        })
    }
}

/// A document with other members.
fn with(mut document: Value, others: &Value) -> Value {
    for (name, value) in others.as_object().unwrap() {
        if value.is_null() {
            document.as_object_mut().unwrap().remove(name);
        } else {
            document[name] = value.clone();
        }
    }
    document
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let issuer = format!("http://{}", head.headers["host"].to_str().unwrap());
    let header = |name: &str| head.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let raw = {
        let mut script = script.lock().unwrap();
        script.asked.push(path.clone());
        script.raw.get(path.as_str()).cloned()
    };
    match raw {
        Some(Raw::Slow(late)) => tokio::time::sleep(late).await,
        Some(Raw::Late(gate)) => gate.acquire().await.unwrap().forget(),
        Some(raw) => return raw.answer().await,
        None => {}
    }
    let mut script = script.lock().unwrap();
    let answer = match path.as_str() {
        "/.well-known/openid-configuration" => Ok(script.discovery(&issuer)),
        "/jwks" => Ok(script.jwks()),
        "/token" => script.token(&issuer, header("authorization"), &body),
        "/userinfo" | "/api/user" => match header("authorization") {
            Some(bearer) if bearer.starts_with("Bearer access ") => Ok(script.user_info.clone()),
            _ => Err((401, "invalid_token")),
        },
        _ => Err((404, "not_found")),
    };
    match answer {
        Ok(document) => axum::Json(document).into_response(),
        Err((status, error)) => {
            let status = http::StatusCode::from_u16(status).unwrap();
            (status, axum::Json(json!({"error": error, "error_description": "<canary>"}))).into_response()
        }
    }
}

impl Raw {
    async fn answer(self) -> Response {
        match self {
            Self::Says(status, media_type, body) => {
                let status = http::StatusCode::from_u16(status).unwrap();
                (status, [("content-type", media_type)], body).into_response()
            }
            Self::To(target) => (http::StatusCode::FOUND, [("location", target)]).into_response(),
            Self::Bytes(count) => {
                let body = format!("{{\"a\":\"{}\"}}", "a".repeat(count));
                ([("content-type", "application/json")], body).into_response()
            }
            Self::Drips => {
                let drops = stream::unfold((), |()| async {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
                });
                ([("content-type", "application/json")], Body::from_stream(drops)).into_response()
            }
            Self::Hangs | Self::Slow(_) | Self::Late(_) => std::future::pending().await,
        }
    }
}

impl Script {
    fn discovery(&self, issuer: &str) -> Value {
        let document = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize?tenant=a"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA", "HS256", "none"],
            "authorization_response_iss_parameter_supported": true,
        });
        with(document, &self.metadata)
    }

    fn jwks(&self) -> Value {
        let mut key = Jwk::from_encoding_key(&self.signer.key(), self.signer.algorithm).unwrap();
        key.common.key_id = Some(self.kid.clone());
        json!({"keys": [key]})
    }

    fn token(
        &mut self,
        issuer: &str,
        authorization: Option<String>,
        body: &[u8],
    ) -> Result<Value, (u16, &'static str)> {
        let sent: HashMap<String, String> = form(body);
        self.exchanges.push(sent.clone());
        // RFC 6749 section 2.3.1: each is encoded before they are joined.
        let encoded = |text: &str| -> String { url_encoded(text) };
        let basic = STANDARD.encode(format!("{}:{}", encoded(CLIENT_ID), encoded(CLIENT_SECRET)));
        let named = sent.get("client_id").is_some_and(|id| id == CLIENT_ID);
        let secret = sent.get("client_secret").map(String::as_str);
        let is_client = match self.authentication {
            Authentication::Basic => authorization == Some(format!("Basic {basic}")) && secret.is_none(),
            Authentication::Post => authorization.is_none() && named && secret == Some(CLIENT_SECRET),
            Authentication::Public => authorization.is_none() && named && secret.is_none(),
        };
        if !is_client {
            return Err((401, "invalid_client"));
        }
        let nonce = match sent["grant_type"].as_str() {
            "refresh_token" if sent["refresh_token"] == format!("refresh {}", self.issued) => None,
            "authorization_code" => {
                let grant = self.codes.remove(&sent["code"]).ok_or((400, "invalid_grant"))?;
                let verifier = sent.get("code_verifier").map(String::as_str).unwrap_or_default();
                let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
                if challenge != grant.challenge || sent["redirect_uri"] != grant.redirect_uri {
                    return Err((400, "invalid_grant"));
                }
                grant.nonce
            }
            _ => return Err((400, "invalid_grant")),
        };
        self.issued += 1;
        let access_token = format!("access {}", self.issued);
        let mut answer = json!({
            "access_token": access_token,
            "refresh_token": format!("refresh {}", self.issued),
            "token_type": "Bearer",
            "expires_in": 3600,
        });
        if let Some(nonce) = nonce {
            answer["id_token"] = self.id_token(issuer, &nonce, &access_token).into();
        }
        Ok(with(answer, &self.tokens))
    }

    fn id_token(&self, issuer: &str, nonce: &str, access_token: &str) -> String {
        let now = self.clock.now().unix_timestamp();
        let hash = digest(&SHA256, access_token.as_bytes());
        let claims = json!({
            "iss": issuer,
            "sub": "subject",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "at_hash": URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]),
        });
        let algorithm = match &self.signature {
            Signature::Own => self.signer.name.into(),
            Signature::By(_, algorithm) => json!(algorithm),
            Signature::None => json!("none"),
        };
        let header = with(json!({"alg": algorithm, "kid": self.kid, "typ": "JWT"}), &self.header);
        let (header, claims) = (header.to_string(), with(claims, &self.claims).to_string());
        match &self.signature {
            Signature::Own => signed(&header, &claims, &self.signer.key(), self.signer.algorithm),
            Signature::By(key, algorithm) => signed(&header, &claims, key, *algorithm),
            Signature::None => format!("{}.", message(&header, &claims)),
        }
    }
}

/// The parameters of a query or of a form.
pub fn form(text: &[u8]) -> HashMap<String, String> {
    let url = reqwest::Url::parse(&format!("http://a/?{}", std::str::from_utf8(text).unwrap())).unwrap();
    url.query_pairs().into_owned().collect()
}

/// As a part of a query or of a form.
pub fn url_encoded(text: &str) -> String {
    let mut url = reqwest::Url::parse("http://a/").unwrap();
    url.query_pairs_mut().append_key_only(text);
    url.query().unwrap().to_owned()
}
