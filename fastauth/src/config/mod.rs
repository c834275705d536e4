//! Every option, its default and its check.

pub(crate) mod checks;
mod environment;
mod error;
mod file;
mod named;
mod options;
mod paths;
mod value;
mod words;

pub use error::ConfigError;
pub use options::FastAuthConfig;
pub use paths::RoutePaths;
pub use words::{CookieSameSite, JwtAlgorithm, TokenLocation};
