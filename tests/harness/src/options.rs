//! The options of every test.

use std::time::Duration;

use fastauth::limit::RateLimits;
use fastauth::{ConnectOptions, FastAuthConfig};

/// The secret of every test.
pub const SECRET: &str = "jWnZr4u7x!A%D*G-KaPdSgVkYp2s5v8y";

/// A password that the rules accept.
pub const PASSWORD: &str = "correct horse battery staple";

/// How a service differs from the default.
#[derive(Clone)]
pub struct Options {
    pub config: FastAuthConfig,
    pub connect: ConnectOptions,
}

/// How long is waited for what works: fifty hashes, or a server, take their time on a machine that does something else, too.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The defaults, but for patience, and for limits: every test comes from one address.
pub fn options() -> Options {
    let mut config = FastAuthConfig::new(SECRET);
    config.hash_limits.wait = PATIENCE;
    config.limits = RateLimits::off();
    config.public_base_url = Some("https://service.example".to_owned());
    config.trusted_origins = vec!["https://front.example".to_owned()];
    let connect = ConnectOptions::default().acquire_timeout(PATIENCE).statement_timeout(PATIENCE);
    Options { config, connect }
}
