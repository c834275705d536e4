//! Every option, its default and its check.

use std::env;
use std::str::FromStr;

use time::Duration;

use crate::credential::{Argon2Params, HashLimits, PasswordAlgorithm, PolicyFailure, Secret, TokenPurpose};

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
    /// How old a login may be where somebody wants another address. 10 minutes, at most one hour.
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
    /// Whether only verified users may come in: at login, at each refresh, and behind every user guard.
    /// `false`. `FASTAUTH_REQUIRE_VERIFIED`.
    pub require_verified: bool,
    /// The largest body that the library's routes read, in bytes. 16 KiB. `FASTAUTH_BODY_LIMIT`.
    pub body_limit: usize,
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

/// Secrets that are copied from an example.
const PLACEHOLDERS: [&str; 6] =
    ["changeme", "change-me", "change_me", "placeholder", "your-secret", "your_secret"];

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
            body_limit: 16 * 1024,
        }
    }

    /// The options that the environment names, and the defaults for the others.
    ///
    /// # Errors
    /// [`ConfigError`] where `FASTAUTH_SECRET` is missing or a variable cannot be read.
    pub fn from_env() -> Result<Self, ConfigError> {
        let secret = env::var("FASTAUTH_SECRET").map_err(|error| {
            let reason = match error {
                env::VarError::NotPresent => "is not set: give it at least 32 random bytes",
                env::VarError::NotUnicode(_) => "is not UTF-8: write the random bytes in base64",
            };
            ConfigError::new("FASTAUTH_SECRET", reason)
        })?;
        Self::new(secret).with_env()
    }

    /// These options, except where the environment names others. Reads every variable but the secret.
    ///
    /// # Errors
    /// [`ConfigError`] where a variable cannot be read.
    pub fn with_env(mut self) -> Result<Self, ConfigError> {
        read("FASTAUTH_ISSUER", &mut self.issuer, "a text")?;
        read("FASTAUTH_ACCESS_AUDIENCE", &mut self.access_audience, "a text")?;
        read("FASTAUTH_REFRESH_AUDIENCE", &mut self.refresh_audience, "a text")?;
        read("FASTAUTH_JWT_ALGORITHM", &mut self.jwt_algorithm, "`HS256`, `HS384` or `HS512`")?;
        read_seconds("FASTAUTH_JWT_LEEWAY", &mut self.jwt_leeway)?;
        read_seconds("FASTAUTH_ACCESS_TOKEN_MAX_AGE", &mut self.access_token_max_age)?;
        read_seconds("FASTAUTH_REFRESH_TOKEN_MAX_AGE", &mut self.refresh_token_max_age)?;
        read_seconds("FASTAUTH_SESSION_IDLE_MAX_AGE", &mut self.session_idle_max_age)?;
        read_seconds("FASTAUTH_VERIFY_TOKEN_MAX_AGE", &mut self.verify_token_max_age)?;
        read_seconds("FASTAUTH_EMAIL_CHANGE_TOKEN_MAX_AGE", &mut self.email_change_token_max_age)?;
        read_seconds("FASTAUTH_RESET_TOKEN_MAX_AGE", &mut self.reset_token_max_age)?;
        read_seconds("FASTAUTH_INVITE_TOKEN_MAX_AGE", &mut self.invite_token_max_age)?;
        read_seconds("FASTAUTH_REAUTHENTICATION_MAX_AGE", &mut self.reauthentication_max_age)?;
        read("FASTAUTH_PASSWORD_MIN_LENGTH", &mut self.password_min_length, "a number")?;
        let failure = &mut self.password_policy_failure;
        read("FASTAUTH_PASSWORD_POLICY_FAILURE", failure, "`refuse` or `accept`")?;
        read("FASTAUTH_PASSWORD_ALGORITHM", &mut self.password_algorithm, "`argon2id` or `bcrypt`")?;
        read("FASTAUTH_HASH_CONCURRENCY", &mut self.hash_limits.concurrency, "a number")?;
        read("FASTAUTH_HASH_QUEUE", &mut self.hash_limits.queue, "a number")?;
        read("FASTAUTH_REQUIRE_VERIFIED", &mut self.require_verified, "`true` or `false`")?;
        read("FASTAUTH_BODY_LIMIT", &mut self.body_limit, "a number of bytes")?;
        let mut role = self.user_default_role.unwrap_or_default();
        read("FASTAUTH_USER_DEFAULT_ROLE", &mut role, "a text")?;
        self.user_default_role = Some(role).filter(|role| !role.is_empty());
        Ok(self)
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

    /// Refuses what is unsafe or contradictory; all of it at once.
    pub(crate) fn check(&self) -> Result<(), Vec<ConfigError>> {
        let errors: Vec<_> = [
            self.check_keys(),
            self.check_ages(),
            self.check_token_ages(),
            self.check_passwords(),
            self.check_limits(),
        ]
        .into_iter()
        .flatten()
        .filter(|(holds, _, _)| !holds)
        .map(|(_, option, reason)| ConfigError::new(option, reason))
        .collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn check_keys(&self) -> Vec<Check> {
        let (bytes, secret) = (self.jwt_algorithm.key_bytes(), self.secret.expose());
        vec![
            (secret.len() >= bytes, "secret", format!("has fewer than {bytes} bytes")),
            (!is_placeholder(secret), "secret", "is a placeholder: use random bytes".to_owned()),
            (!self.issuer.is_empty(), "issuer", "is empty".to_owned()),
            (!self.access_audience.is_empty(), "access_audience", "is empty".to_owned()),
            (!self.refresh_audience.is_empty(), "refresh_audience", "is empty".to_owned()),
            (
                self.access_audience != self.refresh_audience,
                "refresh_audience",
                "is that of access tokens, too".to_owned(),
            ),
        ]
    }

    fn check_ages(&self) -> Vec<Check> {
        let (access, refresh, idle) =
            (self.access_token_max_age, self.refresh_token_max_age, self.session_idle_max_age);
        let longest = Duration::days(400);
        vec![
            (
                (Duration::ZERO..=Duration::minutes(1)).contains(&self.jwt_leeway),
                "jwt_leeway",
                "is not between 0 and 60 seconds".to_owned(),
            ),
            (
                (Duration::seconds(1)..=Duration::hours(1)).contains(&access),
                "access_token_max_age",
                "is not between one second and one hour: a longer session is what refresh tokens are for"
                    .to_owned(),
            ),
            (refresh >= access, "refresh_token_max_age", "is shorter than `access_token_max_age`".to_owned()),
            (refresh <= longest, "refresh_token_max_age", "is more than 400 days".to_owned()),
            (idle >= access, "session_idle_max_age", "is shorter than `access_token_max_age`".to_owned()),
            (idle <= longest, "session_idle_max_age", "is more than 400 days".to_owned()),
        ]
    }

    fn check_token_ages(&self) -> Vec<Check> {
        let (hour, day) = (Duration::hours(1), Duration::days(1));
        [
            ("verify_token_max_age", self.verify_token_max_age, day, "24 hours"),
            ("email_change_token_max_age", self.email_change_token_max_age, hour, "one hour"),
            ("reset_token_max_age", self.reset_token_max_age, hour, "one hour"),
            ("invite_token_max_age", self.invite_token_max_age, day * 7, "7 days"),
            ("reauthentication_max_age", self.reauthentication_max_age, hour, "one hour"),
        ]
        .into_iter()
        .map(|(option, age, longest, words)| {
            let bearable = (Duration::seconds(1)..=longest).contains(&age);
            (bearable, option, format!("is not between one second and {words}"))
        })
        .collect()
    }

    fn check_passwords(&self) -> Vec<Check> {
        let strong_enough = match self.password_algorithm {
            PasswordAlgorithm::Argon2id(params) => params.is_strong_enough(),
            PasswordAlgorithm::Bcrypt { cost } => (10..=15).contains(&cost),
        };
        let Argon2Params { memory_kib, passes, lanes } = Argon2Params::default();
        vec![
            (self.password_min_length >= 8, "password_min_length", "is less than 8".to_owned()),
            (
                self.password_min_length <= 64,
                "password_min_length",
                "is more than 64: every password of 64 characters must be accepted".to_owned(),
            ),
            (
                strong_enough,
                "password_algorithm",
                format!(
                    "is weaker than OWASP accepts, or too costly to bear: Argon2id takes at least {memory_kib} KiB, \
                     {passes} passes, {lanes} lane; bcrypt a cost of 10 to 15"
                ),
            ),
        ]
    }

    fn check_limits(&self) -> Vec<Check> {
        let HashLimits { concurrency, queue, .. } = self.hash_limits;
        vec![
            (concurrency >= 1, "hash_limits", "allows no hash at all".to_owned()),
            (
                concurrency <= 1024 && queue <= 1_000_000,
                "hash_limits",
                "allows more than 1,024 hashes at once, or more than a million to wait".to_owned(),
            ),
            (self.body_limit >= 1024, "body_limit", "is less than 1024 bytes".to_owned()),
        ]
    }
}

/// Whether something holds, and if not: of which option, and what is wrong with it.
type Check = (bool, &'static str, String);

fn is_placeholder(secret: &[u8]) -> bool {
    let text = String::from_utf8_lossy(secret).to_ascii_lowercase();
    let one_byte_repeated = secret.iter().all(|byte| Some(byte) == secret.first());
    one_byte_repeated || PLACEHOLDERS.iter().any(|placeholder| text.contains(placeholder))
}

fn read<T: FromStr>(variable: &str, option: &mut T, expected: &str) -> Result<(), ConfigError> {
    match env::var(variable) {
        Err(env::VarError::NotPresent) => Ok(()),
        Err(env::VarError::NotUnicode(_)) => Err(ConfigError::new(variable, "is not UTF-8")),
        Ok(text) => {
            *option = text.parse().map_err(|_| ConfigError::new(variable, format!("is not {expected}")))?;
            Ok(())
        }
    }
}

fn read_seconds(variable: &str, option: &mut Duration) -> Result<(), ConfigError> {
    let mut seconds = option.whole_seconds();
    read(variable, &mut seconds, "a number of seconds")?;
    *option = Duration::seconds(seconds);
    Ok(())
}
