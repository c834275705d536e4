//! What a client sees.

use reqwest::header::HeaderMap;
use serde_json::Value;

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
