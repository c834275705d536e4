//! What does not start.

use demo::models::User;
use fastauth::credential::{Argon2Params, PasswordAlgorithm};
use fastauth::limit::RateLimit;
use fastauth::{Database, FastAuth, FastAuthConfig, JwtAlgorithm};
use time::Duration;

use crate::support::app::SECRET;
use crate::support::demo::demo;

async fn refusal(config: FastAuthConfig) -> Option<String> {
    let database = Database::connect("sqlite::memory:").await.unwrap();
    FastAuth::<User>::builder(database).config(config).build().await.err().map(|error| error.to_string())
}

/// JW-02: a secret is long, and nobody's example.
#[tokio::test]
async fn a_weak_secret_does_not_start() {
    for secret in [
        "",
        "short",
        "0123456789abcdef0123456789abcde",
        &"a".repeat(64),
        "changeme-changeme-changeme-changeme",
        "your-secret-key-goes-here-your-secret",
    ] {
        let refused = refusal(FastAuthConfig::new(secret)).await;
        assert!(refused.as_deref().is_some_and(|text| text.contains("`secret`")), "{secret:?}: {refused:?}");
        assert!(secret.is_empty() || !refused.unwrap().contains(secret), "and its value is not told");
    }
    assert_eq!(refusal(FastAuthConfig::new(SECRET)).await, None);
    for (algorithm, bytes) in [(JwtAlgorithm::Hs384, 47), (JwtAlgorithm::Hs512, 63)] {
        let mut config = FastAuthConfig::new(SECRET.repeat(2).as_bytes()[..bytes].to_vec());
        config.jwt_algorithm = algorithm;
        assert!(refusal(config).await.is_some(), "{algorithm:?}");
    }
}

/// LG-04, PW-01, PW-07, SS-08: each option that would weaken what is promised is refused by name.
#[tokio::test]
async fn an_unsafe_option_does_not_start() {
    let with = |change: fn(&mut FastAuthConfig)| {
        let mut config = FastAuthConfig::new(SECRET);
        change(&mut config);
        refusal(config)
    };
    let argon2 =
        |memory_kib, passes| PasswordAlgorithm::Argon2id(Argon2Params { memory_kib, passes, lanes: 1 });
    let refused = [
        ("password_min_length", with(|config| config.password_min_length = 7).await),
        ("password_min_length", with(|config| config.password_min_length = 65).await),
        ("access_token_max_age", with(|config| config.access_token_max_age = Duration::seconds(3601)).await),
        ("access_token_max_age", with(|config| config.access_token_max_age = Duration::ZERO).await),
        ("refresh_token_max_age", with(|config| config.refresh_token_max_age = Duration::minutes(1)).await),
        ("session_idle_max_age", with(|config| config.session_idle_max_age = Duration::minutes(1)).await),
        ("refresh_token_max_age", with(|config| config.refresh_token_max_age = Duration::MAX).await),
        ("session_idle_max_age", with(|config| config.session_idle_max_age = Duration::MAX).await),
        ("hash_limits", with(|config| config.hash_limits.queue = usize::MAX).await),
        ("jwt_leeway", with(|config| config.jwt_leeway = Duration::seconds(61)).await),
        ("issuer", with(|config| config.issuer.clear()).await),
        ("access_audience", with(|config| config.access_audience.clear()).await),
        ("refresh_audience", with(|config| config.refresh_audience = config.access_audience.clone()).await),
        ("hash_limits", with(|config| config.hash_limits.concurrency = 0).await),
        ("body_limit", with(|config| config.body_limit = 0).await),
        ("reset_token_max_age", with(|config| config.reset_token_max_age = Duration::hours(2)).await),
        ("verify_token_max_age", with(|config| config.verify_token_max_age = Duration::days(2)).await),
        (
            "email_change_token_max_age",
            with(|config| config.email_change_token_max_age = Duration::ZERO).await,
        ),
        ("invite_token_max_age", with(|config| config.invite_token_max_age = Duration::days(8)).await),
        (
            "reauthentication_max_age",
            with(|config| config.reauthentication_max_age = Duration::hours(2)).await,
        ),
        ("token_locations", with(|config| config.token_locations.clear()).await),
        ("access_cookie_name", with(|config| config.access_cookie_name = "a b".to_owned()).await),
        (
            "refresh_cookie_name",
            with(|config| config.refresh_cookie_name = config.access_cookie_name.clone()).await,
        ),
        ("cookie_path", with(|config| config.cookie_path = "/; Domain=evil.org".to_owned()).await),
        ("cookie_domain", with(|config| config.cookie_domain = Some("x.org; Path=/".to_owned())).await),
        ("public_base_url", with(|config| config.public_base_url = Some("http://x.org".to_owned())).await),
        ("public_base_url", with(|config| config.public_base_url = Some("x.org".to_owned())).await),
        ("trusted_origins", with(|config| config.trusted_origins = vec!["https://x.org/".to_owned()]).await),
        ("trusted_origins", with(|config| config.trusted_origins = vec!["*".to_owned()]).await),
        ("auth_prefix", with(|config| config.paths.auth = "auth".to_owned()).await),
        ("auth_prefix", with(|config| config.paths.users = config.paths.auth.clone()).await),
        ("users_prefix", with(|config| config.paths.users = "/{id}".to_owned()).await),
        ("roles_prefix", with(|config| config.paths.roles = "/roles/".to_owned()).await),
        ("permissions_prefix", with(|config| config.paths.permissions.clear()).await),
        ("token_login_path", with(|config| config.paths.token_login = "/a b".to_owned()).await),
        ("auth_prefix", with(|config| config.paths.token_login = "/register".to_owned()).await),
        ("unverified_user_max_age", with(|config| config.unverified_user_max_age = Duration::HOUR).await),
        ("unverified_user_max_age", with(|config| config.unverified_user_max_age = Duration::MAX).await),
        ("auth_prefix", with(|config| config.paths.roles = "/users/me".to_owned()).await),
        ("auth_prefix", with(|config| config.paths.users = "/auth/sessions".to_owned()).await),
        ("auth_prefix", with(|config| config.paths.auth = "/users/auth".to_owned()).await),
        ("registration_reveals_accounts", with(|config| config.registration_reveals_accounts = false).await),
        ("public_base_url", with(|config| config.public_base_url = Some("https://x.org\r".to_owned())).await),
        (
            "public_base_url",
            with(|config| config.public_base_url = Some("https://:hunter2@x.org".to_owned())).await,
        ),
        (
            "limit_login_per_account",
            with(|config| config.limits.login_per_account = RateLimit::new(101, Duration::minutes(15))).await,
        ),
        (
            "limit_login_per_address",
            with(|config| config.limits.login_per_address = RateLimit::new(0, Duration::HOUR)).await,
        ),
        (
            "limit_mail_per_account",
            with(|config| config.limits.mail_per_account = RateLimit::new(1, Duration::days(2))).await,
        ),
        (
            "limit_token_per_address",
            with(|config| config.limits.token_per_address = RateLimit::new(1, Duration::milliseconds(1500)))
                .await,
        ),
        (
            "limit_refresh_per_session",
            with(|config| config.limits.refresh_per_session = RateLimit::new(1_000_001, Duration::HOUR))
                .await,
        ),
        ("trusted_proxies", with(|config| config.trusted_proxies = 17).await),
        (
            "password_algorithm",
            with(|config| config.password_algorithm = PasswordAlgorithm::Bcrypt { cost: 9 }).await,
        ),
    ];
    for (option, refused) in refused {
        assert!(
            refused.as_deref().is_some_and(|text| text.contains(&format!("`{option}`"))),
            "{option}: {refused:?}"
        );
    }
    for (memory_kib, passes, accepted) in [
        (47_103, 1, false),
        (47_104, 1, true),
        (19_455, 2, false),
        (19_456, 2, true),
        (12_287, 3, false),
        (12_288, 3, true),
        (300_000, 2, false),
    ] {
        let mut config = FastAuthConfig::new(SECRET);
        config.password_algorithm = argon2(memory_kib, passes);
        assert_eq!(refusal(config).await.is_none(), accepted, "{memory_kib} KiB, {passes} passes");
    }
}

/// Everything that is wrong is told at once.
#[tokio::test]
async fn all_errors_come_together() {
    let mut config = FastAuthConfig::new("short");
    config.password_min_length = 1;
    config.issuer.clear();
    let refused = refusal(config).await.unwrap();
    for option in ["secret", "password_min_length", "issuer"] {
        assert!(refused.contains(option), "{refused}");
    }
}

/// A database that this build does not have, or that nobody serves, is told as such.
#[tokio::test]
async fn a_database_is_named_by_its_url() {
    for (url, word) in [("oracle://x", "begins with"), ("", "begins with"), ("sqlite://", "names a file")] {
        let error = Database::connect(url).await.unwrap_err().to_string();
        assert!(error.contains(word), "{url}: {error}");
    }
    let refused = Database::connect("postgres://user:hunter2@127.0.0.1:1/none").await.unwrap_err();
    assert!(!format!("{refused:?}").contains("hunter2"));
}

/// A variable that cannot be read is told by its name, with what it could say, and without what it says.
#[tokio::test]
async fn a_variable_says_what_it_could_be() {
    for (variable, value, words) in [
        ("FASTAUTH_ACCESS_TOKEN_MAX_AGE", "15m", "is not a number of seconds"),
        ("FASTAUTH_REQUIRE_VERIFIED", "yes", "is not `true` or `false`"),
        (
            "FASTAUTH_JWT_ALGORITHM",
            "none",
            "is not `HS256`, `HS384`, `HS512`, `RS256`, `PS256`, `ES256` or `EdDSA`",
        ),
        ("FASTAUTH_PASSWORD_ALGORITHM", "md5", "is not `argon2id` or `bcrypt`"),
        ("FASTAUTH_HASH_CONCURRENCY", "many", "is not a number"),
        ("FASTAUTH_TOKEN_LOCATIONS", "bearer,pigeon", "is not `bearer` or `cookie`"),
        ("FASTAUTH_COOKIE_SAME_SITE", "sometimes", "is not `strict`, `lax` or `none`"),
        ("FASTAUTH_PUBLIC_BASE_URL", "http://hunter2.example", "is neither `https://…`"),
        (
            "FASTAUTH_LIMIT_LOGIN_PER_ACCOUNT",
            "hunter2",
            "is not a number and a window, such as `10/15m`, or `off`",
        ),
        ("FASTAUTH_LIMIT_LOGIN_PER_ACCOUNT", "1000/15m", "allows more than 100 guesses"),
        ("FASTAUTH_TRUSTED_PROXIES", "10.0.0.0/8", "is not a number"),
        ("FASTAUTH_SECRET", "hunter2", "has fewer than 32 bytes"),
    ] {
        let mut demo = tokio::process::Command::new(demo().await);
        demo.env("DATABASE_URL", "sqlite::memory:")
            .env("LISTEN", "127.0.0.1:0")
            .env("FASTAUTH_SECRET", SECRET)
            .env(variable, value);
        let output = demo.output().await.unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        let name = variable.strip_prefix("FASTAUTH_").unwrap().to_lowercase();
        assert!(!output.status.success() && text.contains(words), "{variable}: {text}");
        assert!(text.contains(variable) || text.contains(&name), "{text}");
        assert!(!text.contains(value), "{text}");
    }
}
