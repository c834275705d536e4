//! A request body, field by field: unknown, missing and mistyped ones are told all at once.

use serde::Serialize;
use std::any::Any;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::credential::{EmailError, Password, UsernameError};

/// What is wrong with one field of a request body (`errors` of a 422 answer).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// A stable word: `missing`, `unknown`, `invalid`, `too_short`, …
    pub code: &'static str,
    /// The same in a sentence. Never what the client sent.
    pub message: String,
}

impl FieldError {
    /// An error of one field.
    #[must_use]
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }
}

impl From<EmailError> for FieldError {
    fn from(error: EmailError) -> Self {
        let code = match error {
            EmailError::TooLong => "too_long",
            EmailError::Malformed => "invalid",
        };
        Self::new("email", code, error.to_string())
    }
}

impl From<UsernameError> for FieldError {
    fn from(error: UsernameError) -> Self {
        let code = match error {
            UsernameError::Length => "length",
            UsernameError::Character => "invalid",
        };
        Self::new("username", code, error.to_string())
    }
}

/// A JSON object on its way into a schema.
///
/// serde's own errors are not used: they quote what the client sent, and stop at the first.
#[derive(Default)]
pub struct Fields {
    values: Map<String, Value>,
    errors: Vec<FieldError>,
}

/// Without the values: a password may be among them.
impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fields").field("errors", &self.errors).finish_non_exhaustive()
    }
}

/// A schema that a request body is read into.
pub trait FromFields: Sized {
    /// Takes its fields, and leaves an error for each that is missing or of another type.
    fn from_fields(fields: &mut Fields) -> Option<Self>;
}

impl Fields {
    /// The members of an object.
    #[must_use]
    pub fn new(values: Map<String, Value>) -> Self {
        let mut fields = Self { values, errors: Vec::new() };
        let with_nul: Vec<String> = fields
            .values
            .iter()
            .filter(|(_, value)| holds_nul(value))
            .map(|(name, _)| name.clone())
            .collect();
        for name in with_nul {
            fields.values.remove(&name);
            fields.refuse(FieldError::new(name, "invalid", "must not hold a NUL character"));
        }
        fields
    }

    /// Reads a schema, and refuses what it does not know.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read<T: FromFields>(mut self) -> Result<T, Vec<FieldError>> {
        let schema = T::from_fields(&mut self);
        for name in self.values.keys() {
            self.errors.push(FieldError::new(name, "unknown", "is not a field of this request"));
        }
        match schema {
            Some(schema) if self.errors.is_empty() => Ok(schema),
            _ => Err(self.errors),
        }
    }

    /// A field that must be there.
    pub fn required<T: DeserializeOwned + 'static>(&mut self, name: &str) -> Option<T> {
        let value = self.values.remove(name);
        if value.is_none() && !self.errors.iter().any(|error| error.field == name) {
            self.refuse(FieldError::new(name, "missing", "is required"));
        }
        self.convert(name, value?)
    }

    /// A field that may be missing or null.
    pub fn optional<T: DeserializeOwned + 'static>(&mut self, name: &str) -> Option<Option<T>> {
        self.values.remove(name).map_or(Some(None), |value| self.convert(name, value))
    }

    /// A field to change: missing leaves it, null takes it away where the type allows that.
    pub fn changed<T: DeserializeOwned + 'static>(&mut self, name: &str) -> Option<Option<T>> {
        self.values.remove(name).map_or(Some(None), |value| self.convert(name, value).map(Some))
    }

    /// [`Fields::required`], for a moment (RFC 3339).
    pub fn required_moment(&mut self, name: &str) -> Option<OffsetDateTime> {
        self.required::<Moment>(name).map(|Moment(moment)| moment)
    }

    /// [`Fields::optional`], for a moment (RFC 3339).
    pub fn optional_moment(&mut self, name: &str) -> Option<Option<OffsetDateTime>> {
        self.optional::<Moment>(name).map(|found| found.map(|Moment(moment)| moment))
    }

    /// [`Fields::changed`], for a moment (RFC 3339) that may be taken away.
    pub fn changed_moment(&mut self, name: &str) -> Option<Option<Option<OffsetDateTime>>> {
        let changed = self.changed::<Option<Moment>>(name)?;
        Some(changed.map(|found| found.map(|Moment(moment)| moment)))
    }

    /// Gives a field that no client may send a value; refuses one that was sent all the same.
    pub(crate) fn supply(&mut self, name: &str, value: &str) {
        let sent = self.values.insert(name.to_owned(), Value::String(value.to_owned()));
        if sent.is_some() {
            self.refuse(FieldError::new(name, "unknown", "is not a field of this request"));
        }
    }

    /// A password: text, and kept out of everything that could show it.
    pub fn password(&mut self, name: &str) -> Option<Password> {
        self.required::<String>(name).map(Password::new)
    }

    /// [`Fields::password`], which may be missing or null.
    pub fn optional_password(&mut self, name: &str) -> Option<Option<Password>> {
        self.optional::<String>(name).map(|typed| typed.map(Password::new))
    }

    fn convert<T: DeserializeOwned + 'static>(&mut self, name: &str, value: Value) -> Option<T> {
        let converted = serde_json::from_value(value).ok().filter(is_finite);
        if converted.is_none() {
            self.refuse(FieldError::new(name, "invalid", "is of another type"));
        }
        converted
    }

    fn refuse(&mut self, error: FieldError) {
        self.errors.push(error);
    }
}

/// Whether a value is none that JSON cannot hold: `1e300` is infinite as an `f32`.
fn is_finite<T: 'static>(value: &T) -> bool {
    let value: &dyn Any = value;
    let float = value.downcast_ref::<f32>().copied();
    let float = float.or_else(|| value.downcast_ref::<Option<f32>>().copied().flatten());
    float.is_none_or(f32::is_finite)
}

/// A moment, in UTC. An offset at either end of time can lie behind it, where RFC 3339 has no word for it.
#[derive(serde::Deserialize)]
#[serde(try_from = "WrittenMoment")]
struct Moment(OffsetDateTime);

#[derive(serde::Deserialize)]
struct WrittenMoment(#[serde(with = "time::serde::rfc3339")] OffsetDateTime);

impl TryFrom<WrittenMoment> for Moment {
    type Error = &'static str;

    fn try_from(WrittenMoment(moment): WrittenMoment) -> Result<Self, Self::Error> {
        let utc = moment.checked_to_offset(time::UtcOffset::UTC);
        utc.filter(|utc| (1..=9999).contains(&utc.year())).map(Self).ok_or("no moment in UTC")
    }
}

/// PostgreSQL has no text with a NUL in it, and no name, address or password needs one.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_becomes_infinite() {
        let values = serde_json::json!({"a": 1e300, "b": 1e300, "c": 0.5, "d": null});
        let mut fields =
            Fields { values: values.as_object().cloned().unwrap_or_default(), errors: Vec::new() };
        assert_eq!(fields.required::<f32>("a"), None);
        assert_eq!(fields.optional::<f32>("b"), None);
        assert_eq!(fields.changed::<Option<f32>>("c"), Some(Some(Some(0.5))));
        assert_eq!(fields.changed::<Option<f32>>("d"), Some(Some(None)));
        assert_eq!(fields.errors.len(), 2);
    }
}
