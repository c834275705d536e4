//! How an option's value is written, wherever it is: as text in the environment, as text or more in a file.

use std::path::PathBuf;

use serde_json::Value;
use time::Duration;

use crate::credential::{PasswordAlgorithm, Secret};
use crate::limit::RateLimit;

/// A value that an option can have.
pub(super) trait ConfigValue: Sized {
    /// What it can be, for whoever wrote something else.
    const EXPECTED: &'static str;

    /// Reads it; none where it is something else.
    fn read(value: &Value) -> Option<Self>;

    /// As a file would have it.
    fn show(&self) -> Value;
}

impl ConfigValue for String {
    const EXPECTED: &'static str = "a text";

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }

    fn show(&self) -> Value {
        self.as_str().into()
    }
}

/// None is an empty text: neither the environment nor TOML has a word for it.
impl ConfigValue for Option<String> {
    const EXPECTED: &'static str = "a text";

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => String::read(value).map(|text| Some(text).filter(|text| !text.is_empty())),
        }
    }

    fn show(&self) -> Value {
        self.as_deref().unwrap_or_default().into()
    }
}

impl ConfigValue for bool {
    const EXPECTED: &'static str = "`true` or `false`";

    fn read(value: &Value) -> Option<Self> {
        value.as_bool().or_else(|| value.as_str()?.parse().ok())
    }

    fn show(&self) -> Value {
        (*self).into()
    }
}

impl ConfigValue for usize {
    const EXPECTED: &'static str = "a number";

    fn read(value: &Value) -> Option<Self> {
        match value.as_str() {
            Some(text) => text.parse().ok(),
            None => Self::try_from(value.as_u64()?).ok(),
        }
    }

    fn show(&self) -> Value {
        (*self).into()
    }
}

impl ConfigValue for Duration {
    const EXPECTED: &'static str = "a number of seconds";

    fn read(value: &Value) -> Option<Self> {
        let seconds = match value.as_str() {
            Some(text) => text.parse().ok()?,
            None => value.as_i64()?,
        };
        Some(Self::seconds(seconds))
    }

    fn show(&self) -> Value {
        self.whole_seconds().into()
    }
}

impl ConfigValue for std::time::Duration {
    const EXPECTED: &'static str = Duration::EXPECTED;

    fn read(value: &Value) -> Option<Self> {
        Duration::read(value)?.try_into().ok()
    }

    fn show(&self) -> Value {
        self.as_secs().into()
    }
}

impl ConfigValue for PasswordAlgorithm {
    const EXPECTED: &'static str = "`argon2id` or `bcrypt`";

    fn read(value: &Value) -> Option<Self> {
        value.as_str()?.parse().ok()
    }

    fn show(&self) -> Value {
        self.to_string().into()
    }
}

impl ConfigValue for RateLimit {
    const EXPECTED: &'static str = "a number and a window, such as `10/15m`, or `off`";

    fn read(value: &Value) -> Option<Self> {
        value.as_str()?.parse().ok()
    }

    fn show(&self) -> Value {
        self.to_string().into()
    }
}

/// As text, with commas between them, or as a list.
impl<T: ConfigValue> ConfigValue for Vec<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Array(values) => values.iter().map(T::read).collect(),
            Value::String(text) if text.is_empty() => Some(Self::new()),
            Value::String(text) => text.split(',').map(|text| T::read(&text.trim().into())).collect(),
            _ => None,
        }
    }

    fn show(&self) -> Value {
        self.iter().map(T::show).collect()
    }
}

impl ConfigValue for Secret {
    const EXPECTED: &'static str = "a text";

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(Self::new)
    }

    /// Nobody sees it, and read back it does not start.
    fn show(&self) -> Value {
        "redacted".into()
    }
}

/// None is an empty text, as of other texts.
impl ConfigValue for Option<Secret> {
    const EXPECTED: &'static str = Secret::EXPECTED;

    fn read(value: &Value) -> Option<Self> {
        Some(Option::<String>::read(value)?.map(Secret::new))
    }

    fn show(&self) -> Value {
        self.as_ref().map_or_else(|| "".into(), Secret::show)
    }
}

impl ConfigValue for PathBuf {
    const EXPECTED: &'static str = "a path";

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(Self::from)
    }

    fn show(&self) -> Value {
        self.to_string_lossy().into()
    }
}

impl ConfigValue for Option<PathBuf> {
    const EXPECTED: &'static str = PathBuf::EXPECTED;

    fn read(value: &Value) -> Option<Self> {
        Some(Option::<String>::read(value)?.map(PathBuf::from))
    }

    fn show(&self) -> Value {
        self.as_ref().map_or_else(|| "".into(), PathBuf::show)
    }
}
