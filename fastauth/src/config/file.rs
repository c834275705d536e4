//! Options from whatever serde reads: a file of TOML or YAML, or a crate that puts several sources together.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::FastAuthConfig;
use super::named::{Named, unknown};

/// What is not named keeps its default; without a `secret`, [`with_env`](FastAuthConfig::with_env) has to bring
/// one, or `build` refuses. What the library says of an option does not quote its value; what the parser says may.
impl<'de> Deserialize<'de> for FastAuthConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Options)
    }
}

struct Options;

impl<'de> Visitor<'de> for Options {
    type Value = FastAuthConfig;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("options of fastauth")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FastAuthConfig, A::Error> {
        let mut config = FastAuthConfig::new(Vec::new());
        let mut named: Vec<&'static str> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let option = Named::find(&name).ok_or_else(|| A::Error::custom(unknown(&name, str::to_owned)))?;
            if named.contains(&option.name) {
                return Err(A::Error::custom(format_args!("`{name}` is there twice")));
            }
            named.push(option.name);
            let value: Value = map.next_value()?;
            option.set(&mut config, &value).map_err(A::Error::custom)?;
        }
        Ok(config)
    }
}
