//! Every option, and its default.

use std::path::PathBuf;

use time::Duration;

use super::{CookieSameSite, JwtAlgorithm, RoutePaths, TokenLocation};
use crate::credential::{HashLimits, PasswordAlgorithm, PolicyFailure, Secret, TokenPurpose};
use crate::limit::RateLimits;

/// How the library behaves. Made from a secret, everything else has a default that a security review
/// would ask for.
///
/// From code, from the environment ([`from_env`](Self::from_env)), or from whatever serde reads, as a whole or as a
/// member of an application's own settings. There an option is called as its variable is, in small letters and
/// without `FASTAUTH_`, and all are on one level: `users_prefix = "/people"`.
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
    /// Secrets whose tokens are read as well: the former ones; or, on every instance first, the one that comes next.
    /// A token of one that is removed is none at once. `FASTAUTH_PREVIOUS_SECRETS`, with commas, which none of them
    /// has then.
    pub previous_secrets: Vec<Secret>,
    /// What access tokens are signed with. HS256. With RS256, PS256, ES256 and EdDSA it is the private key, and any
    /// service can read them that has the public one; refresh tokens, which nobody reads but this service, are of
    /// HS256 then, by a key that is derived from [`secret`](Self::secret). `FASTAUTH_JWT_ALGORITHM`.
    pub jwt_algorithm: JwtAlgorithm,
    /// The private key, as the PEM text of PKCS #8 (RSA also PKCS #1), for an algorithm that has one. RSA of 2048 bits
    /// at least, P-256 or Ed25519. `FASTAUTH_JWT_PRIVATE_KEY`.
    pub jwt_private_key: Option<Secret>,
    /// The file that has the private key, which `build` reads. `FASTAUTH_JWT_PRIVATE_KEY_FILE`.
    pub jwt_private_key_file: Option<PathBuf>,
    /// Public keys whose access tokens are read as well, as PEM text, each of one or several: of the former private
    /// keys; or, on every instance first, of the one that comes next. An RSA key reads tokens of
    /// [`jwt_algorithm`](Self::jwt_algorithm) where that is RS256 or PS256, and of RS256 otherwise. A token of one that
    /// is removed is none at once. `FASTAUTH_JWT_PUBLIC_KEYS`.
    pub jwt_public_keys: Vec<String>,
    /// Files that have such public keys, which `build` reads. `FASTAUTH_JWT_PUBLIC_KEY_FILES`, with commas.
    pub jwt_public_key_files: Vec<PathBuf>,
    /// The `client_id` of access tokens, for services that insist on it (RFC 9068 section 2.2). None, and there is no
    /// such claim. `FASTAUTH_JWT_CLIENT_ID`.
    pub jwt_client_id: Option<String>,
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
    /// Whether sessions go on by refresh tokens. `true`. Without them a session lasts as long as its access token,
    /// and there is no route that refreshes. `FASTAUTH_ENABLE_REFRESH_TOKEN`.
    pub enable_refresh_token: bool,
    /// How long a session may go without a refresh. 7 days. `FASTAUTH_SESSION_IDLE_MAX_AGE`, in seconds.
    pub session_idle_max_age: Duration,
    /// How long the last refresh token is answered once more with the tokens that replaced it, so that two pages of one
    /// browser do not log each other out. 10 seconds, at most 60; 0 for never. `FASTAUTH_REFRESH_LEEWAY`, in seconds.
    pub refresh_leeway: Duration,
    /// How many living sessions a user may have: a login ends the oldest of more. 50, at most 10,000.
    /// `FASTAUTH_SESSIONS_PER_USER`.
    pub sessions_per_user: usize,
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
    /// How old a login may be where somebody wants another address, links an account at a provider or gives one up, has no password
    /// to confirm with, or an administrator gives rights or takes an account away. 10 minutes, at most one hour.
    /// `FASTAUTH_REAUTHENTICATION_MAX_AGE`, in seconds.
    pub reauthentication_max_age: Duration,
    /// How long somebody who was sent to a provider may take to come back. 10 minutes, at most.
    /// `FASTAUTH_OAUTH_STATE_MAX_AGE`, in seconds.
    pub oauth_state_max_age: Duration,
    /// What the tokens of providers that are kept are encrypted with, at least 32 bytes. None, and a key is derived from
    /// [`secret`](Self::secret). `FASTAUTH_PROVIDER_TOKEN_KEY`.
    pub provider_token_key: Option<Secret>,
    /// Former keys of that kind, which still decrypt: until
    /// [`reencrypt_provider_tokens`](crate::FastAuth::reencrypt_provider_tokens) has replaced what they have encrypted.
    /// `FASTAUTH_PREVIOUS_PROVIDER_TOKEN_KEYS`, with commas, which none of them has then.
    pub previous_provider_token_keys: Vec<Secret>,
    /// The fewest Unicode code points of a new password. 15, at least 8.
    /// `FASTAUTH_PASSWORD_MIN_LENGTH`.
    pub password_min_length: usize,
    /// What happens to a new password where the application's policy gives no answer. It is refused.
    /// `FASTAUTH_PASSWORD_POLICY_FAILURE`: `refuse` or `accept`.
    pub password_policy_failure: PolicyFailure,
    /// What new passwords are hashed with. Argon2id. `FASTAUTH_PASSWORD_ALGORITHM`: `argon2id` or
    /// `bcrypt`, each at its default cost, or at another: `argon2id,m=19456,t=2,p=1`, `bcrypt,cost=12`.
    pub password_algorithm: PasswordAlgorithm,
    /// How much hashing may go on at once. All cores but one, and 256 that wait.
    /// `FASTAUTH_HASH_CONCURRENCY`, `FASTAUTH_HASH_QUEUE`, and `FASTAUTH_HASH_WAIT`, in seconds.
    pub hash_limits: HashLimits,
    /// How often passwords, mails and tokens may be tried. 10 logins in 15 minutes for each account, 30 from each address; 20
    /// registrations in an hour from each address; 3 mails in an hour to each address, 20 asked for from each; 10 one-time
    /// tokens in a minute from each; 1,000 refreshes in a minute of each session, 3,000 from each address; 60 answers of
    /// providers' in a minute from each. Each is a number and a window, `10/15m`, or `off`.
    /// `FASTAUTH_LIMIT_LOGIN_PER_ACCOUNT`, `FASTAUTH_LIMIT_LOGIN_PER_ADDRESS`,
    /// `FASTAUTH_LIMIT_REGISTER_PER_ADDRESS`, `FASTAUTH_LIMIT_MAIL_PER_ACCOUNT`, `FASTAUTH_LIMIT_MAIL_PER_ADDRESS`,
    /// `FASTAUTH_LIMIT_TOKEN_PER_ADDRESS`, `FASTAUTH_LIMIT_REFRESH_PER_SESSION`, `FASTAUTH_LIMIT_REFRESH_PER_ADDRESS`,
    /// `FASTAUTH_LIMIT_OAUTH_PER_ADDRESS`.
    pub limits: RateLimits,
    /// How many proxies of one's own are between a client and the service: so many addresses of `X-Forwarded-For`, from the
    /// right, are believed. 0, and the header is ignored; at most 16. Where it is too low, all clients have the
    /// address of a proxy; where it is too high, each has the address that it says. `FASTAUTH_TRUSTED_PROXIES`.
    pub trusted_proxies: usize,
    /// The role of whoever registers, by codename. `User`, if the model has roles; `None` for no role.
    /// `FASTAUTH_USER_DEFAULT_ROLE`, empty for none.
    pub user_default_role: Option<String>,
    /// Whether a registration tells that an address has an account already: 409 `email_taken`. `true`. Where it
    /// may not, every registration is answered 202 without a body, whoever has the account is told by
    /// [`on_after_email_reused`](crate::AuthHooks::on_after_email_reused), and so is whoever has the address that
    /// somebody else wants. Needs [`require_verified`](Self::require_verified), or the next login would tell; whose
    /// address is not verified is told there what everybody is. Usernames, where a model has them, still tell: one
    /// that is taken must be said to be. `FASTAUTH_REGISTRATION_REVEALS_ACCOUNTS`.
    pub registration_reveals_accounts: bool,
    /// How long an account may stay unverified until
    /// [`remove_unverified_users`](crate::FastAuth::remove_unverified_users) takes it for somebody's who never
    /// was at that address. 7 days, at least one, at most 400. `FASTAUTH_UNVERIFIED_USER_MAX_AGE`, in seconds.
    pub unverified_user_max_age: Duration,
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
    /// What the cookies of those who were sent to a provider are called, behind their prefix and before the beginning of their
    /// state. `oauth_state`. `FASTAUTH_OAUTH_STATE_COOKIE_NAME`.
    pub oauth_state_cookie_name: String,
    /// The domain of the cookies, whose other hosts then see them, too. None, and the names begin with
    /// `__Host-`. `FASTAUTH_COOKIE_DOMAIN`.
    pub cookie_domain: Option<String>,
    /// The path of the cookies. `/`. `FASTAUTH_COOKIE_PATH`.
    pub cookie_path: String,
    /// On which requests from other sites the cookies go along. `Lax`, and `Strict` for the refresh token.
    /// `FASTAUTH_COOKIE_SAME_SITE`.
    pub cookie_same_site: CookieSameSite,
    /// Whether cookies travel over `https` only. Only [`dangerous_cookies_in_the_clear`](Self::dangerous_cookies_in_the_clear)
    /// says otherwise.
    pub(crate) cookie_secure: bool,
    /// Where clients find the service: the origin of its own pages, where providers send people back to, and what hooks give to
    /// [`OneTimeToken::link`](crate::credential::OneTimeToken::link). `https`, or
    /// `http` on a loopback address. `FASTAUTH_PUBLIC_BASE_URL`.
    pub public_base_url: Option<String>,
    /// Other origins whose pages may do by cookie what the service's own may, and where somebody may want to go after a sign-in
    /// with a provider: `https://app.example`.
    /// `FASTAUTH_TRUSTED_ORIGINS`, with commas.
    pub trusted_origins: Vec<String>,
    /// Where the library's routes are. `FASTAUTH_AUTH_PREFIX`, `FASTAUTH_USERS_PREFIX`, `FASTAUTH_ROLES_PREFIX`,
    /// `FASTAUTH_PERMISSIONS_PREFIX`, `FASTAUTH_TOKEN_LOGIN_PATH`, `FASTAUTH_TOKEN_REFRESH_PATH`,
    /// `FASTAUTH_TOKEN_LOGOUT_PATH`.
    pub paths: RoutePaths,
    /// Whether each security event is added to the table `fastauth_user_events`, too: [`events`](crate::events) says what that
    /// takes. `false`. `FASTAUTH_AUDIT_TABLE`.
    pub audit_table: bool,
    /// The largest body that the library's routes read, in bytes. 16 KiB. `FASTAUTH_BODY_LIMIT`.
    pub body_limit: usize,
}

impl FastAuthConfig {
    /// The defaults, with this secret.
    #[must_use]
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self {
            secret: Secret::new(secret),
            previous_secrets: Vec::new(),
            jwt_algorithm: JwtAlgorithm::Hs256,
            jwt_private_key: None,
            jwt_private_key_file: None,
            jwt_public_keys: Vec::new(),
            jwt_public_key_files: Vec::new(),
            jwt_client_id: None,
            issuer: "fastauth".to_owned(),
            access_audience: "fastauth:auth".to_owned(),
            refresh_audience: "fastauth:refresh".to_owned(),
            jwt_leeway: Duration::seconds(30),
            access_token_max_age: Duration::minutes(15),
            refresh_token_max_age: Duration::days(20),
            enable_refresh_token: true,
            session_idle_max_age: Duration::days(7),
            refresh_leeway: Duration::seconds(10),
            sessions_per_user: 50,
            verify_token_max_age: Duration::hours(24),
            email_change_token_max_age: Duration::hours(1),
            reset_token_max_age: Duration::minutes(30),
            invite_token_max_age: Duration::days(3),
            reauthentication_max_age: Duration::minutes(10),
            oauth_state_max_age: Duration::minutes(10),
            provider_token_key: None,
            previous_provider_token_keys: Vec::new(),
            password_min_length: 15,
            password_policy_failure: PolicyFailure::Refuse,
            password_algorithm: PasswordAlgorithm::default(),
            hash_limits: HashLimits::default(),
            limits: RateLimits::default(),
            trusted_proxies: 0,
            user_default_role: Some("User".to_owned()),
            registration_reveals_accounts: true,
            unverified_user_max_age: Duration::days(7),
            require_verified: false,
            token_locations: vec![TokenLocation::Bearer, TokenLocation::Cookie],
            access_cookie_name: "access_token_cookie".to_owned(),
            refresh_cookie_name: "refresh_token_cookie".to_owned(),
            oauth_state_cookie_name: "oauth_state".to_owned(),
            cookie_domain: None,
            cookie_path: "/".to_owned(),
            cookie_same_site: CookieSameSite::Lax,
            cookie_secure: true,
            public_base_url: None,
            trusted_origins: Vec::new(),
            paths: RoutePaths::default(),
            audit_table: false,
            body_limit: 16 * 1024,
        }
    }

    /// Lets cookies travel in the clear, without `Secure` and without a prefix to their names: for trying a
    /// service on one's own machine, with a browser that takes no `Secure` cookie from `http://localhost`. `build`
    /// refuses it where [`public_base_url`](Self::public_base_url) is anything but `http` on a loopback address.
    #[must_use]
    pub fn dangerous_cookies_in_the_clear(mut self) -> Self {
        self.cookie_secure = false;
        self
    }

    /// Whether its cookies are ones that no other host can set: those of `__Host-`.
    pub(crate) fn has_cookies_of_this_host(&self) -> bool {
        self.cookie_secure && self.cookie_domain.is_none() && self.cookie_path == "/"
    }

    /// The keys of providers' tokens, the one that encrypts first.
    pub(crate) fn provider_token_keys(&self) -> impl Iterator<Item = &Secret> {
        self.provider_token_key.iter().chain(&self.previous_provider_token_keys)
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
