//! Every option, its default and its check.

pub(crate) mod checks;
mod environment;
mod options;

pub use options::{ConfigError, CookieSameSite, FastAuthConfig, JwtAlgorithm, TokenLocation};
