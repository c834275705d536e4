//! What is unsafe or contradictory does not start.

use std::net::Ipv4Addr;

use time::Duration;

use super::{ConfigError, CookieSameSite, FastAuthConfig};
use crate::credential::{Argon2Params, HashLimits, PasswordAlgorithm};

/// Secrets that are copied from an example.
const PLACEHOLDERS: [&str; 7] =
    ["a secret of", "changeme", "change-me", "change_me", "placeholder", "your-secret", "your_secret"];

/// How many passwords may be tried at one account in a row (NIST SP 800-63B section 3.2.2).
const MOST_GUESSES: u32 = 100;

/// More hops than any service has of its own.
const MOST_PROXIES: usize = 16;

impl FastAuthConfig {
    /// Refuses what is unsafe or contradictory; all of it at once.
    pub(crate) fn check(&self) -> Result<(), Vec<ConfigError>> {
        let checks = [
            self.check_keys(),
            self.check_ages(),
            self.check_token_ages(),
            self.check_passwords(),
            self.check_limits(),
            self.check_rate_limits(),
            self.check_transports(),
            self.check_paths(),
            self.public_base_url.as_deref().map(check_public_base_url).into_iter().collect(),
        ];
        let errors = refused(checks.into_iter().flatten());
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn check_keys(&self) -> Vec<Check> {
        let (bytes, secret) = (self.jwt_algorithm.key_bytes(), self.secret.expose());
        vec![
            (secret.len() >= bytes, "secret", format!("has fewer than {bytes} bytes")),
            (!is_placeholder(secret), "secret", "is a placeholder: use random bytes".to_owned()),
            (
                self.previous_secrets.iter().all(|secret| secret.expose().len() >= bytes),
                "previous_secrets",
                format!("has one of fewer than {bytes} bytes"),
            ),
            (
                !self.previous_secrets.iter().any(|secret| is_placeholder(secret.expose())),
                "previous_secrets",
                "has a placeholder".to_owned(),
            ),
            (
                self.provider_token_keys()
                    .all(|key| key.expose().len() >= 32 && !is_placeholder(key.expose())),
                "provider_token_key",
                "or one of the previous, has fewer than 32 bytes, or is a placeholder".to_owned(),
            ),
            (self.jwt_client_id.as_deref() != Some(""), "jwt_client_id", "is empty".to_owned()),
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
            (
                (Duration::DAY..=longest).contains(&self.unverified_user_max_age),
                "unverified_user_max_age",
                "is not between one day and 400 days".to_owned(),
            ),
            (
                self.registration_reveals_accounts || self.require_verified,
                "registration_reveals_accounts",
                "is off, and the next login would tell: turn `require_verified` on, too".to_owned(),
            ),
            (idle <= longest, "session_idle_max_age", "is more than 400 days".to_owned()),
            (
                (Duration::ZERO..=Duration::minutes(1)).contains(&self.refresh_leeway),
                "refresh_leeway",
                "is not between 0 and 60 seconds: whoever has copied a refresh token has it, too".to_owned(),
            ),
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
            ("oauth_state_max_age", self.oauth_state_max_age, Duration::minutes(10), "10 minutes"),
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

    fn check_transports(&self) -> Vec<Check> {
        let mut locations = self.token_locations.clone();
        locations.dedup();
        let is_name = |name: &str| {
            let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
            !name.is_empty() && name.len() <= 64 && name.bytes().all(is_token)
        };
        let names_differ = self.access_cookie_name != self.refresh_cookie_name;
        let path = &self.cookie_path;
        let is_path = path.starts_with('/')
            && !path.contains([';', ','])
            && path.bytes().all(|byte| byte.is_ascii_graphic());
        let is_domain = |domain: &String| {
            domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
        };
        vec![
            (
                !locations.is_empty() && locations.len() == self.token_locations.len(),
                "token_locations",
                "names none, or one twice".to_owned(),
            ),
            (is_name(&self.access_cookie_name), "access_cookie_name", "is no name of a cookie".to_owned()),
            (
                is_name(&self.refresh_cookie_name) && names_differ,
                "refresh_cookie_name",
                "is no name of a cookie, or that of the access token's".to_owned(),
            ),
            (
                is_name(&self.oauth_state_cookie_name),
                "oauth_state_cookie_name",
                "is no name of a cookie".to_owned(),
            ),
            (is_path, "cookie_path", "is no path".to_owned()),
            (
                self.cookie_secure || is_in_the_clear(self.public_base_url.as_deref()),
                "dangerous_cookies_in_the_clear",
                "is for a `public_base_url` of `http` on a loopback address".to_owned(),
            ),
            (
                self.cookie_secure || self.cookie_same_site != CookieSameSite::None,
                "cookie_same_site",
                "is `none`, which no browser takes without `Secure`".to_owned(),
            ),
            (self.cookie_domain.as_ref().is_none_or(is_domain), "cookie_domain", "is no domain".to_owned()),
            (
                self.trusted_origins.iter().all(|origin| is_origin(origin)),
                "trusted_origins",
                "has one that is not written `https://app.example`".to_owned(),
            ),
        ]
    }

    fn check_paths(&self) -> Vec<Check> {
        let mut checks: Vec<Check> = self
            .paths
            .checked()
            .map(|(option, is_path)| (is_path, option, "is no path such as `/auth`".to_owned()))
            .collect();
        checks.push((
            !self.paths.collide(),
            "auth_prefix",
            "and the other paths lead to one place".to_owned(),
        ));
        checks
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
            (
                (1..=10_000).contains(&self.sessions_per_user),
                "sessions_per_user",
                "is not between 1 and 10,000".to_owned(),
            ),
            (self.body_limit >= 1024, "body_limit", "is less than 1024 bytes".to_owned()),
        ]
    }

    fn check_rate_limits(&self) -> Vec<Check> {
        let bounds =
            "allows none or more than a million, or its window is not between one second and one day";
        let named = self.limits.named();
        let mut checks: Vec<Check> =
            named.map(|(option, limit)| (limit.is_bearable(), option, bounds.to_owned())).collect();
        checks.extend([
            (
                self.limits.login_per_account.is_at_most(MOST_GUESSES),
                "limit_login_per_account",
                format!("allows more than {MOST_GUESSES} guesses in a row"),
            ),
            (
                self.trusted_proxies <= MOST_PROXIES,
                "trusted_proxies",
                format!("is more than {MOST_PROXIES}: it is the number of one's own proxies that a request comes through"),
            ),
        ]);
        checks
    }
}

/// Whether something holds, and if not: of which option, and what is wrong with it.
pub(crate) type Check = (bool, &'static str, String);

/// What does not hold.
pub(crate) fn refused(checks: impl IntoIterator<Item = Check>) -> Vec<ConfigError> {
    let refused = checks.into_iter().filter(|(holds, _, _)| !holds);
    refused.map(|(_, option, reason)| ConfigError::new(option, reason)).collect()
}

/// What links and the service's own pages begin with.
pub(crate) fn check_public_base_url(url: &str) -> Check {
    let reason = "is neither `https://…`, nor `http://…` on a loopback address";
    (is_public_url(url), "public_base_url", reason.to_owned())
}

fn is_placeholder(secret: &[u8]) -> bool {
    let text = String::from_utf8_lossy(secret).to_ascii_lowercase();
    let one_byte_repeated = secret.iter().all(|byte| Some(byte) == secret.first());
    one_byte_repeated || PLACEHOLDERS.iter().any(|placeholder| text.contains(placeholder))
}

/// Links and cookies that travel in the clear are anybody's, but on the machine itself.
fn is_public_url(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    let has_more = url.query().is_some()
        || url.fragment().is_some()
        || !url.username().is_empty()
        || url.password().is_some()
        // `url` takes them out; whoever makes a link of the text does not.
        || !text.bytes().all(|byte| byte.is_ascii_graphic());
    !has_more && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)))
}

/// Whether it is `http`, which [`is_public_url`] has on the machine itself only.
fn is_in_the_clear(url: Option<&str>) -> bool {
    url.is_some_and(|url| is_public_url(url) && url.starts_with("http:"))
}

/// Whether a URL leads to the machine itself.
pub(crate) fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        // Of a scheme that it does not know, `url` takes every host for a name.
        Some(url::Host::Domain(name)) => {
            name == "localhost" || name.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        }
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_origin(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| is_public_url(text) && url.origin().ascii_serialization() == text)
}
