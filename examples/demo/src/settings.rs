//! What the demo reads from the environment.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fastauth::credential::random_password;
use fastauth::redis::{Redis, RedisError, RedisTokens};
use fastauth::token::{DatabaseTokens, JwtTokens};
use fastauth::{FastAuthBuilder, FastAuthConfig};

use crate::models::User;

/// A setting, or its default.
pub fn setting(name: &str, default: &str) -> String {
    optional(name).unwrap_or_else(|| default.to_owned())
}

/// A setting that has no default.
pub fn optional(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The library's options: those of the environment, with a secret of its own where none is given.
pub fn config(database_url: &str) -> Result<FastAuthConfig, Box<dyn std::error::Error>> {
    let secret = match env::var("FASTAUTH_SECRET") {
        Ok(secret) => secret.into_bytes(),
        Err(_) => kept_secret(&secret_path(database_url))?,
    };
    Ok(FastAuthConfig::new(secret).with_env()?)
}

/// Tokens of the kind that `DEMO_TOKEN_STRATEGY` names.
pub fn with_tokens(
    builder: FastAuthBuilder<User, FastAuthConfig>,
    redis: Option<&Redis>,
) -> Result<FastAuthBuilder<User, FastAuthConfig>, String> {
    match (setting("DEMO_TOKEN_STRATEGY", "jwt").as_str(), redis) {
        ("jwt", _) => Ok(builder.token_strategy(JwtTokens)),
        ("database", _) => Ok(builder.token_strategy(DatabaseTokens)),
        ("redis", Some(redis)) => Ok(builder.token_strategy(RedisTokens::new(redis))),
        ("redis", None) => Err("DEMO_TOKEN_STRATEGY is `redis`: set REDIS_URL, too".to_owned()),
        (other, _) => Err(format!("DEMO_TOKEN_STRATEGY is `{other}`: expected `jwt`, `database` or `redis`")),
    }
}

/// The Redis that `REDIS_URL` names, if any.
pub async fn redis() -> Result<Option<Redis>, RedisError> {
    match optional("REDIS_URL") {
        Some(url) => Redis::connect(&url).await.map(Some),
        None => Ok(None),
    }
}

/// Beside the SQLite file; in the working directory with another database.
fn secret_path(database_url: &str) -> PathBuf {
    let file = database_url.strip_prefix("sqlite://").unwrap_or("demo");
    Path::new(file).with_extension("secret")
}

/// The secret of an earlier start, or a new one.
fn kept_secret(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Ok(secret) => return Ok(secret),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    // Twice, since HS512 wants more bytes than a password has.
    let [one, two] = [random_password(), random_password()].map(|half| half.map_err(io::Error::other));
    let secret = [one?.expose(), two?.expose()].concat();
    // Written beside it and then given its name: whoever finds a secret finds a whole one.
    let draft = path.with_extension(format!("secret.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| file.write_all(secret.as_bytes()));
    let kept = written.and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match kept {
        Ok(()) => {
            tracing::warn!(path = %path.display(), "made a secret and kept it there: set FASTAUTH_SECRET in production");
            Ok(secret.into_bytes())
        }
        // Another instance, starting at the same time, was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read(path),
        Err(error) => Err(error),
    }
}
