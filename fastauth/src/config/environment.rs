//! The options that the environment names: `FASTAUTH_…`.

use std::env;

use super::named::{Named, unknown};
use super::{ConfigError, FastAuthConfig};

/// What the names of the variables begin with.
const PREFIX: &str = "FASTAUTH_";

impl FastAuthConfig {
    /// The options that the environment names, and the defaults for the others.
    ///
    /// # Errors
    /// [`ConfigError`] where `FASTAUTH_SECRET` is missing, a variable cannot be read, or there is no such option.
    pub fn from_env() -> Result<Self, ConfigError> {
        if env::var_os("FASTAUTH_SECRET").is_none() {
            let reason = "is not set: give it at least 32 random bytes";
            return Err(ConfigError::new("FASTAUTH_SECRET", reason));
        }
        Self::new(Vec::new()).with_env()
    }

    /// These options, except where the environment names others.
    ///
    /// # Errors
    /// [`ConfigError`] where a variable cannot be read, or there is no such option.
    pub fn with_env(mut self) -> Result<Self, ConfigError> {
        for (variable, value) in env::vars_os() {
            // What is no text has no name of ours.
            let Some(variable) = variable.to_str() else { continue };
            let Some(name) = variable.strip_prefix(PREFIX) else { continue };
            let option = option(variable, name)?;
            let value = value.to_str().ok_or_else(|| ConfigError::new(variable, "is not UTF-8"))?;
            option.set(&mut self, &value.into()).map_err(|error| ConfigError::new(variable, error.reason))?;
        }
        Ok(self)
    }
}

/// A misspelt variable would leave a default in force that nobody wants.
fn option(variable: &str, name: &str) -> Result<&'static Named, ConfigError> {
    let is_in_capitals = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let name = name.to_ascii_lowercase();
    Named::find(&name).filter(|_| is_in_capitals).ok_or_else(|| {
        let error = unknown(&name, |name| format!("{PREFIX}{}", name.to_ascii_uppercase()));
        // As it was written, in small letters or not.
        ConfigError::new(variable, error.reason)
    })
}
