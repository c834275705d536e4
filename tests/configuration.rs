//! Where options come from: code, a file, the environment.

use fastauth::credential::{Argon2Params, PasswordAlgorithm};
use fastauth::limit::RateLimit;
use fastauth::{CookieSameSite, FastAuthConfig, JwtAlgorithm, TokenLocation};
use time::Duration;

use crate::support::app::SECRET;
use crate::support::demo::demo;

fn read(toml: &str) -> Result<FastAuthConfig, String> {
    toml::from_str(toml).map_err(|error| error.to_string())
}

/// A file has options by their names, each of its own type or as text; the others keep their defaults.
#[test]
fn a_file_is_read() {
    let config = read(&format!(
        r#"
        secret = "{SECRET}"
        issuer = "shop"
        access_token_max_age = 300
        refresh_token_max_age = "86400"
        password_min_length = 12
        password_algorithm = "argon2id,m=65536,t=3,p=1"
        require_verified = true
        user_default_role = ""
        token_locations = ["cookie"]
        cookie_same_site = "Strict"
        trusted_origins = ["https://a.example", "https://b.example"]
        users_prefix = "/people"
        hash_wait = 2
        jwt_algorithm = "HS256"
        limit_login_per_account = "5/10m"
        limit_mail_per_address = "off"
        trusted_proxies = 2
        "#
    ))
    .unwrap();
    assert_eq!(config.secret.expose(), SECRET.as_bytes());
    assert_eq!(config.issuer, "shop");
    assert_eq!(config.access_token_max_age, Duration::minutes(5));
    assert_eq!(config.refresh_token_max_age, Duration::days(1));
    assert_eq!(config.password_min_length, 12);
    let argon2 = Argon2Params { memory_kib: 65_536, passes: 3, lanes: 1 };
    assert_eq!(config.password_algorithm, PasswordAlgorithm::Argon2id(argon2));
    assert!(config.require_verified);
    assert_eq!(config.user_default_role, None);
    assert_eq!(config.token_locations, [TokenLocation::Cookie]);
    assert_eq!(config.cookie_same_site, CookieSameSite::Strict);
    assert_eq!(config.trusted_origins, ["https://a.example", "https://b.example"]);
    assert_eq!(config.paths.users, "/people");
    assert_eq!(config.hash_limits.wait, std::time::Duration::from_secs(2));
    assert_eq!(config.jwt_algorithm, JwtAlgorithm::Hs256);
    assert_eq!(config.limits.login_per_account, RateLimit::new(5, Duration::minutes(10)));
    assert_eq!(config.limits.mail_per_address, RateLimit::Off);
    assert_eq!(config.limits.mail_per_account, RateLimit::new(3, Duration::HOUR));
    assert_eq!(config.trusted_proxies, 2);
    assert_eq!(config.session_idle_max_age, FastAuthConfig::new(SECRET).session_idle_max_age);
}

/// What a file cannot say is told by the option's name, and never by its value.
#[test]
fn a_file_says_what_it_could() {
    for (line, words) in [
        ("isuer = 'hunter2'", "`isuer` is no option: did you mean `issuer`?"),
        ("frobnicate = 'hunter2'", "`frobnicate` is no option"),
        ("issuer = 5", "`issuer` is not a text"),
        ("password_min_length = 'hunter2'", "`password_min_length` is not a number"),
        ("password_min_length = -1", "`password_min_length` is not a number"),
        ("access_token_max_age = '15m'", "`access_token_max_age` is not a number of seconds"),
        (
            "jwt_algorithm = 'none'",
            "`jwt_algorithm` is not `HS256`, `HS384`, `HS512`, `RS256`, `PS256`, `ES256` or `EdDSA`",
        ),
        ("password_algorithm = 'argon2id,rounds=9'", "`password_algorithm` is not `argon2id` or `bcrypt`"),
        ("token_locations = ['bearer', 'pigeon']", "`token_locations` is not `bearer` or `cookie`"),
        ("require_verified = 'yes'", "`require_verified` is not `true` or `false`"),
        ("limit_login_per_account = '10 a minute'", "`limit_login_per_account` is not a number and a window"),
        ("limit_login_per_account = 10", "such as `10/15m`, or `off`"),
        ("limit_logins = 'off'", "`limit_logins` is no option"),
        ("cookie_secure = false", "`cookie_secure` is no option"),
    ] {
        let refused = read(line).unwrap_err();
        // The parser quotes the line; what the library says of it is the last.
        let said = refused.lines().last().unwrap();
        assert!(said.contains(words) && !said.contains("hunter2"), "{line}: {refused}");
    }
    let twice = serde_json::from_str::<FastAuthConfig>(r#"{"issuer": "a", "issuer": "b"}"#);
    assert!(twice.unwrap_err().to_string().contains("`issuer` is there twice"));
}

/// What is in force can be shown, and read again; only the secret is not there.
#[test]
fn what_is_in_force_is_shown() {
    let mut config = FastAuthConfig::new(SECRET);
    config.issuer = "a \"shop\"\n= 5".to_owned();
    config.password_algorithm = PasswordAlgorithm::Bcrypt { cost: 13 };
    config.trusted_origins = vec!["https://a.example".to_owned(), "https://b.example".to_owned()];
    config.access_token_max_age = Duration::minutes(7);
    config.public_base_url = Some("https://shop.example".to_owned());
    config.paths.token_login = "/login".to_owned();
    config.limits.token_per_address = RateLimit::Off;
    let shown = config.to_toml();
    assert!(!shown.contains(SECRET), "{shown}");
    for line in [
        "secret = \"redacted\"\n",
        "access_token_max_age = 420\n",
        "password_algorithm = \"bcrypt,cost=13\"\n",
        "token_locations = [\"bearer\", \"cookie\"]\n",
        "enable_refresh_token = true\n",
        "cookie_domain = \"\"\n",
        "token_login_path = \"/login\"\n",
        "limit_login_per_account = \"10/15m\"\n",
        "limit_mail_per_account = \"3/1h\"\n",
        "limit_token_per_address = \"off\"\n",
        "trusted_proxies = 0\n",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let mut again = read(&shown).unwrap();
    assert_eq!(again.secret.expose(), b"redacted");
    assert_eq!(again.to_toml(), shown);
    again.secret = config.secret.clone();
    assert_eq!(format!("{again:?}"), format!("{config:?}"));
}

/// A misspelt variable would leave a default in force that nobody wants.
#[tokio::test]
async fn an_unknown_variable_does_not_start() {
    for (variable, words) in [
        ("FASTAUTH_ISUER", "`FASTAUTH_ISUER` is no option: did you mean `FASTAUTH_ISSUER`?"),
        ("FASTAUTH_PASSWORD_MINIMUM_LENGTH", "did you mean `FASTAUTH_PASSWORD_MIN_LENGTH`?"),
        ("FASTAUTH_issuer", "did you mean `FASTAUTH_ISSUER`?"),
        ("FASTAUTH_LIMIT_LOGIN_PER_ACOUNT", "did you mean `FASTAUTH_LIMIT_LOGIN_PER_ACCOUNT`?"),
        ("FASTAUTH_FROBNICATE", "`FASTAUTH_FROBNICATE` is no option"),
        ("FASTAUTH_COOKIE_SECURE", "`FASTAUTH_COOKIE_SECURE` is no option"),
    ] {
        let mut demo = tokio::process::Command::new(demo().await);
        demo.env("DATABASE_URL", "sqlite::memory:")
            .env("LISTEN", "127.0.0.1:0")
            .env("FASTAUTH_SECRET", SECRET)
            .env(variable, "hunter2");
        let output = demo.output().await.unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && text.contains(words), "{variable}: {text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
