//! Every option, and its default.

use std::str::FromStr;

use time::Duration;

use crate::credential::{HashLimits, PasswordAlgorithm, PolicyFailure, Secret, TokenPurpose};

/// How the library behaves. Made from a secret, everything else has a default that a security review
/// would ask for.
///
/// ```
/// # use fastauth::FastAuthConfig;
/// let mut config = FastAuthConfig::new("a secret of at least thirty-two bytes");
/// config.access_token_max_age = time::Duration::minutes(5);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FastAuthConfig {
    /// The key of the access tokens, and what every other key is derived from. At least 32 bytes (48
    /// for HS384, 64 for HS512), from a generator of random bytes. `FASTAUTH_SECRET`.
    pub secret: Secret,
    /// What access tokens are signed with. HS256. `FASTAUTH_JWT_ALGORITHM`.
    pub jwt_algorithm: JwtAlgorithm,
    /// The `iss` of every token. `fastauth`. `FASTAUTH_ISSUER`.
    pub issuer: String,
    /// The `aud` of access tokens. `fastauth:auth`. `FASTAUTH_ACCESS_AUDIENCE`.
    pub access_audience: String,
    /// The `aud` of refresh tokens. `fastauth:refresh`. `FASTAUTH_REFRESH_AUDIENCE`.
    pub refresh_audience: String,
    /// How far two clocks may be apart. 30 seconds, at most 60. `FASTAUTH_JWT_LEEWAY`, in seconds.
    pub jwt_leeway: Duration,
    /// How long an access token lasts. 15 minutes, at most one hour. `FASTAUTH_ACCESS_TOKEN_MAX_AGE`,
    /// in seconds.
    pub access_token_max_age: Duration,
    /// How long a session lasts, however often it is refreshed. 20 days.
    /// `FASTAUTH_REFRESH_TOKEN_MAX_AGE`, in seconds.
    pub refresh_token_max_age: Duration,
    /// How long a session may go without a refresh. 7 days. `FASTAUTH_SESSION_IDLE_MAX_AGE`, in seconds.
    pub session_idle_max_age: Duration,
    /// How long the token that verifies an address lasts. 24 hours, at most. `FASTAUTH_VERIFY_TOKEN_MAX_AGE`,
    /// in seconds.
    pub verify_token_max_age: Duration,
    /// How long the token that changes an address lasts. One hour, at most.
    /// `FASTAUTH_EMAIL_CHANGE_TOKEN_MAX_AGE`, in seconds.
    pub email_change_token_max_age: Duration,
    /// How long the token that resets a password lasts. 30 minutes, at most one hour.
    /// `FASTAUTH_RESET_TOKEN_MAX_AGE`, in seconds.
    pub reset_token_max_age: Duration,
    /// How long the token that an invited user sets the first password with lasts. 3 days, at most 7.
    /// `FASTAUTH_INVITE_TOKEN_MAX_AGE`, in seconds.
    pub invite_token_max_age: Duration,
    /// How old a login may be where somebody wants another address, or an administrator gives rights or takes
    /// an account away. 10 minutes, at most one hour.
    /// `FASTAUTH_REAUTHENTICATION_MAX_AGE`, in seconds.
    pub reauthentication_max_age: Duration,
    /// The fewest Unicode code points of a new password. 15, at least 8.
    /// `FASTAUTH_PASSWORD_MIN_LENGTH`.
    pub password_min_length: usize,
    /// What happens to a new password where the application's policy gives no answer. It is refused.
    /// `FASTAUTH_PASSWORD_POLICY_FAILURE`: `refuse` or `accept`.
    pub password_policy_failure: PolicyFailure,
    /// What new passwords are hashed with. Argon2id. `FASTAUTH_PASSWORD_ALGORITHM`: `argon2id` or
    /// `bcrypt`, each at its default cost.
    pub password_algorithm: PasswordAlgorithm,
    /// How much hashing may go on at once. All cores but one, and 256 that wait.
    /// `FASTAUTH_HASH_CONCURRENCY`, `FASTAUTH_HASH_QUEUE`.
    pub hash_limits: HashLimits,
    /// The role of whoever registers, by codename. `User`, if the model has roles; `None` for no role.
    /// `FASTAUTH_USER_DEFAULT_ROLE`, empty for none.
    pub user_default_role: Option<String>,
    /// Whether only verified users may come in: at login, at each refresh, and behind every user guard
    /// that does not say `is_verified = false`.
    /// `false`. `FASTAUTH_REQUIRE_VERIFIED`.
    pub require_verified: bool,
    /// Where a request may bring its token, in the order in which it is looked for. The first is how tokens
    /// are given out where nobody asks otherwise. Bearer, cookie. `FASTAUTH_TOKEN_LOCATIONS`, with commas.
    pub token_locations: Vec<TokenLocation>,
    /// What the cookie of the access token is called, behind its prefix. `access_token_cookie`.
    /// `FASTAUTH_ACCESS_COOKIE_NAME`.
    pub access_cookie_name: String,
    /// What the cookie of the refresh token is called, behind its prefix. `refresh_token_cookie`.
    /// `FASTAUTH_REFRESH_COOKIE_NAME`.
    pub refresh_cookie_name: String,
    /// The domain of the cookies, whose other hosts then see them, too. None, and the names begin with
    /// `__Host-`. `FASTAUTH_COOKIE_DOMAIN`.
    pub cookie_domain: Option<String>,
    /// The path of the cookies. `/`. `FASTAUTH_COOKIE_PATH`.
    pub cookie_path: String,
    /// On which requests from other sites the cookies go along. `Lax`, and `Strict` for the refresh token.
    /// `FASTAUTH_COOKIE_SAME_SITE`.
    pub cookie_same_site: CookieSameSite,
    /// Where clients find the service: the origin of its own pages, and what hooks give to
    /// [`OneTimeToken::link`](crate::credential::OneTimeToken::link). `https`, or
    /// `http` on a loopback address. `FASTAUTH_PUBLIC_BASE_URL`.
    pub public_base_url: Option<String>,
    /// Other origins whose pages may do by cookie what the service's own may: `https://app.example`.
    /// `FASTAUTH_TRUSTED_ORIGINS`, with commas.
    pub trusted_origins: Vec<String>,
    /// The largest body that the library's routes read, in bytes. 16 KiB. `FASTAUTH_BODY_LIMIT`.
    pub body_limit: usize,
}

/// Where a token travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenLocation {
    /// In the header `Authorization`, and out in the body.
    Bearer,
    /// In cookies, and out in cookies.
    Cookie,
}

impl FromStr for TokenLocation {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "bearer" => Ok(Self::Bearer),
            "cookie" => Ok(Self::Cookie),
            _ => Err(()),
        }
    }
}

/// On which requests from other sites a cookie goes along (RFC 6265bis section 5.6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieSameSite {
    /// None at all.
    Strict,
    /// Where somebody follows a link.
    Lax,
    /// All of them. Cookies are `Secure` in any case, and what changes something is refused from elsewhere.
    None,
}

impl FromStr for CookieSameSite {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.to_ascii_lowercase().as_str() {
            "strict" => Ok(Self::Strict),
            "lax" => Ok(Self::Lax),
            "none" => Ok(Self::None),
            _ => Err(()),
        }
    }
}

/// How a JWT is signed (RFC 7518 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl JwtAlgorithm {
    /// The fewest bytes of its key (RFC 7518 section 3.2).
    #[must_use]
    pub fn key_bytes(self) -> usize {
        match self {
            Self::Hs256 => 32,
            Self::Hs384 => 48,
            Self::Hs512 => 64,
        }
    }
}

impl FromStr for JwtAlgorithm {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "HS256" => Ok(Self::Hs256),
            "HS384" => Ok(Self::Hs384),
            "HS512" => Ok(Self::Hs512),
            _ => Err(()),
        }
    }
}

/// An option that is unsafe, contradictory or unreadable. Names the option, never its value.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{option}` {reason}")]
pub struct ConfigError {
    /// The option.
    pub option: String,
    /// What is wrong with it, and what it should be.
    pub reason: String,
}

impl ConfigError {
    pub(crate) fn new(option: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { option: option.into(), reason: reason.into() }
    }
}

/// As a sentence: it is what a `main` that returns it prints.
impl std::fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl FastAuthConfig {
    /// The defaults, with this secret.
    #[must_use]
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self {
            secret: Secret::new(secret),
            jwt_algorithm: JwtAlgorithm::Hs256,
            issuer: "fastauth".to_owned(),
            access_audience: "fastauth:auth".to_owned(),
            refresh_audience: "fastauth:refresh".to_owned(),
            jwt_leeway: Duration::seconds(30),
            access_token_max_age: Duration::minutes(15),
            refresh_token_max_age: Duration::days(20),
            session_idle_max_age: Duration::days(7),
            verify_token_max_age: Duration::hours(24),
            email_change_token_max_age: Duration::hours(1),
            reset_token_max_age: Duration::minutes(30),
            invite_token_max_age: Duration::days(3),
            reauthentication_max_age: Duration::minutes(10),
            password_min_length: 15,
            password_policy_failure: PolicyFailure::Refuse,
            password_algorithm: PasswordAlgorithm::default(),
            hash_limits: HashLimits::default(),
            user_default_role: Some("User".to_owned()),
            require_verified: false,
            token_locations: vec![TokenLocation::Bearer, TokenLocation::Cookie],
            access_cookie_name: "access_token_cookie".to_owned(),
            refresh_cookie_name: "refresh_token_cookie".to_owned(),
            cookie_domain: None,
            cookie_path: "/".to_owned(),
            cookie_same_site: CookieSameSite::Lax,
            public_base_url: None,
            trusted_origins: Vec::new(),
            body_limit: 16 * 1024,
        }
    }

    /// How long a one-time token of this purpose lasts.
    pub(crate) fn one_time_token_max_age(&self, purpose: TokenPurpose) -> Duration {
        match purpose {
            TokenPurpose::Verify => self.verify_token_max_age,
            TokenPurpose::EmailChange => self.email_change_token_max_age,
            TokenPurpose::Reset => self.reset_token_max_age,
            TokenPurpose::Invite => self.invite_token_max_age,
        }
    }
}
