//! What is wrong with an option.

/// An option that is unsafe, contradictory or unreadable. Names the option, never its value.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{option}` {reason}")]
pub struct ConfigError {
    /// The option.
    pub option: String,
    /// What is wrong with it, and what it should be.
    pub reason: String,
}

impl ConfigError {
    /// An option by its name, and what is wrong with it.
    pub fn new(option: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { option: option.into(), reason: reason.into() }
    }
}

/// As a sentence: it is what a `main` that returns it prints.
impl std::fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
