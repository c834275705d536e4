//! A service of each algorithm, and whoever forges tokens for it.

use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};

use super::app::Tokens;
use super::signer::{SIGNERS, Signer, part, signed};
use super::{Kind, TestApp};

/// A service, a token that it issued, and the key that it signs with: so that a token is wrong in one thing only.
pub struct Forge {
    pub signer: Signer,
    pub app: TestApp,
    pub tokens: Tokens,
    /// The header and the claims of its access tokens.
    pub header: Value,
    pub claims: Value,
    pub key: EncodingKey,
}

impl Forge {
    pub async fn start(signer: Signer) -> Self {
        let app = TestApp::start_with(Kind::Sqlite, signer.options()).await;
        let (_, tokens) = app.signed_in("a@x.org").await;
        let (header, claims) = (part(&tokens.access, 0), part(&tokens.access, 1));
        Self { signer, app, tokens, header, claims, key: signer.key() }
    }

    /// Rightly signed, whatever it says.
    pub fn sign(&self, header: &str, claims: &str) -> String {
        signed(header, claims, &self.key, self.signer.algorithm)
    }

    /// The claims of an access token under another header.
    pub fn with_header(&self, header: &str) -> String {
        self.sign(header, &self.claims.to_string())
    }

    /// The header of an access token, with this member.
    pub fn header_with(&self, member: &str, value: impl Into<Value>) -> String {
        let mut header = self.header.clone();
        header[member] = value.into();
        header.to_string()
    }

    /// Other claims under the header of an access token.
    pub fn with_claims(&self, claims: &Value) -> String {
        self.sign(&self.header.to_string(), &claims.to_string())
    }

    pub fn kid(&self) -> &str {
        self.header["kid"].as_str().unwrap()
    }

    /// Opens what asks for a user, and what asks for a token.
    pub async fn accepts(&self, what: &str, token: &str) {
        for path in ["/demo/user", "/demo/token"] {
            let answer = self.app.get(path, token).await;
            assert_eq!(answer.status, 200, "{}, {path}: {what}", self.signer.name);
        }
    }

    /// Opens neither.
    pub async fn refuses(&self, what: &str, token: &str) {
        for path in ["/demo/user", "/demo/token"] {
            let answer = self.app.get(path, token).await;
            assert_eq!(answer.status, 401, "{}, {path}: {what}", self.signer.name);
            answer.is_problem(401, "invalid_token");
        }
    }
}

/// An attack on each algorithm: between two controls, which are made as its tokens are, and accepted.
pub async fn on_each_algorithm(attack: impl AsyncFn(&Forge)) {
    for signer in SIGNERS {
        let forge = Forge::start(signer).await;
        let control = forge.with_claims(&forge.claims);
        forge.accepts("the control", &control).await;
        attack(&forge).await;
        forge.accepts("the control, still", &control).await;
    }
}

/// The members of the public keys that a service publishes; none where it has none.
pub fn published(forge: &Forge) -> Vec<Value> {
    forge.app.auth.jwks().map(|set| json!(set)["keys"].as_array().unwrap().clone()).unwrap_or_default()
}
