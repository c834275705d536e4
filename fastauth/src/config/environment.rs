//! The options that the environment names: `FASTAUTH_…`.

use std::env;
use std::str::FromStr;

use time::Duration;

use super::{ConfigError, FastAuthConfig};

impl FastAuthConfig {
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
        read_list("FASTAUTH_TOKEN_LOCATIONS", &mut self.token_locations, "`bearer`, `cookie`, or both")?;
        read("FASTAUTH_ACCESS_COOKIE_NAME", &mut self.access_cookie_name, "a text")?;
        read("FASTAUTH_REFRESH_COOKIE_NAME", &mut self.refresh_cookie_name, "a text")?;
        read_text("FASTAUTH_COOKIE_DOMAIN", &mut self.cookie_domain)?;
        read("FASTAUTH_COOKIE_PATH", &mut self.cookie_path, "a path")?;
        read("FASTAUTH_COOKIE_SAME_SITE", &mut self.cookie_same_site, "`strict`, `lax` or `none`")?;
        read_text("FASTAUTH_PUBLIC_BASE_URL", &mut self.public_base_url)?;
        read_list("FASTAUTH_TRUSTED_ORIGINS", &mut self.trusted_origins, "origins")?;
        read("FASTAUTH_BODY_LIMIT", &mut self.body_limit, "a number of bytes")?;
        read_text("FASTAUTH_USER_DEFAULT_ROLE", &mut self.user_default_role)?;
        Ok(self)
    }
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

/// A text, or none where it is empty.
fn read_text(variable: &str, option: &mut Option<String>) -> Result<(), ConfigError> {
    let mut text = option.take().unwrap_or_default();
    read(variable, &mut text, "a text")?;
    *option = Some(text).filter(|text| !text.is_empty());
    Ok(())
}

/// Values with commas between them.
fn read_list<T: FromStr>(variable: &str, option: &mut Vec<T>, expected: &str) -> Result<(), ConfigError> {
    let mut text = None;
    read_text(variable, &mut text)?;
    let Some(text) = text else { return Ok(()) };
    let values: Result<Vec<T>, _> = text.split(',').map(|value| value.trim().parse()).collect();
    *option = values.map_err(|_| ConfigError::new(variable, format!("is not {expected}")))?;
    Ok(())
}
