//! What a client sees.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::options::PASSWORD;

/// A client of a service: each call is one request.
#[derive(Debug, Clone)]
pub struct Client {
    pub base: String,
    pub http: reqwest::Client,
}

impl Client {
    pub fn new(base: String) -> Self {
        Self { base, http: reqwest::Client::new() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        Answer::read(self.http.get(self.url(path)).bearer_auth(token).send().await.unwrap()).await
    }

    pub async fn get_as_stranger(&self, path: &str) -> Answer {
        Answer::read(self.http.get(self.url(path)).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::read(self.http.post(self.url(path)).json(&body).send().await.unwrap()).await
    }

    pub async fn post_bytes(&self, path: &str, media_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.http.post(self.url(path)).header("content-type", media_type).body(body);
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn post_with_token(&self, path: &str, token: &str) -> Answer {
        Answer::read(self.http.post(self.url(path)).bearer_auth(token).send().await.unwrap()).await
    }

    /// A request with a JSON body by whoever has the token.
    pub async fn send(&self, method: http::Method, path: &str, token: &str, body: Value) -> Answer {
        let request = self.http.request(method, self.url(path)).bearer_auth(token).json(&body);
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn delete(&self, path: &str, token: &str) -> Answer {
        Answer::read(self.http.delete(self.url(path)).bearer_auth(token).send().await.unwrap()).await
    }

    /// Logs in over HTTP.
    pub async fn login(&self, login: &str) -> Tokens {
        let answer = self.try_login(login, PASSWORD).await.is(200);
        Tokens::read(&answer)
    }

    pub async fn try_login(&self, login: &str, password: &str) -> Answer {
        self.post("/auth/token/login", json!({"username": login, "password": password})).await
    }

    pub async fn refresh(&self, refresh_token: &str) -> Answer {
        self.post("/auth/token/refresh", json!({"refresh_token": refresh_token})).await
    }
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| {
            panic!("not JSON: {} {:?}", self.status, String::from_utf8_lossy(&self.bytes))
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The answer is a problem document of this status and code, whole and well-formed.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.json()["code"].as_str()),
            (status, Some(code)),
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"));
        let problem = self.json();
        assert_eq!(problem["status"], status);
        for member in ["type", "title", "detail"] {
            assert!(problem[member].is_string(), "no `{member}`: {problem}");
        }
        let challenge = self.header("www-authenticate");
        assert_eq!(challenge.is_some(), status == 401, "a challenge goes with 401 and nothing else");
        assert_eq!(self.header("retry-after").is_some(), matches!(status, 429 | 503));
    }

    /// A 422 for this field, with this code.
    #[track_caller]
    pub fn is_refused_field(&self, field: &str, code: &str) {
        self.is_problem(422, "validation_failed");
        let errors = self.json()["errors"].clone();
        let found =
            errors.as_array().unwrap().iter().any(|error| error["field"] == field && error["code"] == code);
        assert!(found, "no `{code}` of `{field}` in {errors}");
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }
}

/// A pair of tokens, as a client got it.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Tokens {
    pub fn read(answer: &Answer) -> Self {
        let pair = answer.json();
        let text = |name: &str| pair[name].as_str().unwrap().to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }
}
