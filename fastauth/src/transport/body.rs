//! Request bodies: bounded, of the declared type, and read without serde's own error texts, which
//! quote what the client sent.

use std::fmt;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::LengthLimitError;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::error::AuthError;
use crate::model::{FieldError, Fields, FromFields};

/// What is told of a route that reads JSON only.
const JSON: &str = "application/json";
const JSON_OR_FORM: &str = "application/json or application/x-www-form-urlencoded";

/// Reads a JSON object into a schema.
pub(crate) async fn json<T: FromFields>(request: Request, limit: usize) -> Result<T, AuthError> {
    let (head, body) = request.into_parts();
    if media_type(&head.headers) != Some(MediaType::Json) {
        return Err(AuthError::UnsupportedMediaType(JSON));
    }
    object(&bytes(&head.headers, body, limit).await?)
}

/// Reads a JSON object that was received already.
pub(crate) fn json_of<T: FromFields>(headers: &HeaderMap, bytes: &[u8]) -> Result<T, AuthError> {
    if media_type(headers) != Some(MediaType::Json) {
        return Err(AuthError::UnsupportedMediaType(JSON));
    }
    object(bytes)
}

/// Reads a JSON object or a form into a schema. Of a form, the fields in `ignored` may be there, and
/// say nothing.
pub(crate) async fn json_or_form<T: FromFields>(
    request: Request,
    limit: usize,
    ignored: &[&str],
) -> Result<T, AuthError> {
    let (head, body) = request.into_parts();
    let media_type = media_type(&head.headers).ok_or(AuthError::UnsupportedMediaType(JSON_OR_FORM))?;
    let bytes = bytes(&head.headers, body, limit).await?;
    match media_type {
        MediaType::Json => object(&bytes),
        MediaType::Form => form(&bytes, ignored),
    }
}

/// Whether a body says that it is a form: what another site's page can send.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    media_type(headers) == Some(MediaType::Form)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MediaType {
    Json,
    Form,
}

fn media_type(headers: &HeaderMap) -> Option<MediaType> {
    let value: mime::Mime = headers.get(CONTENT_TYPE)?.to_str().ok()?.parse().ok()?;
    match (value.type_(), value.subtype(), value.suffix()) {
        (mime::APPLICATION, mime::JSON, None) => Some(MediaType::Json),
        (mime::APPLICATION, mime::WWW_FORM_URLENCODED, None) => Some(MediaType::Form),
        _ => None,
    }
}

/// The whole body, whatever limit the application set or lifted.
pub(crate) async fn bytes(headers: &HeaderMap, body: Body, limit: usize) -> Result<Vec<u8>, AuthError> {
    let declared = headers.get(http::header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return Err(AuthError::BodyTooLarge);
    }
    let read = to_bytes(body, limit).await;
    read.map(Vec::from).map_err(|error| {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            if error.is::<LengthLimitError>() {
                return AuthError::BodyTooLarge;
            }
            cause = error.source();
        }
        AuthError::MalformedBody
    })
}

fn object<T: FromFields>(bytes: &[u8]) -> Result<T, AuthError> {
    let Unambiguous(value) = serde_json::from_slice(bytes).map_err(|_| AuthError::MalformedBody)?;
    match value {
        Value::Object(members) => Fields::new(members).read().map_err(AuthError::Validation),
        _ => Err(AuthError::field("", "invalid", "the body must be an object")),
    }
}

fn form<T: FromFields>(bytes: &[u8], ignored: &[&str]) -> Result<T, AuthError> {
    let mut members = Map::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        // The parser replaces bytes that are not UTF-8: two passwords could become one.
        if value.contains('\u{fffd}') || name.contains('\u{fffd}') {
            return Err(AuthError::MalformedBody);
        }
        if ignored.contains(&name.as_ref()) {
            continue;
        }
        let name = name.into_owned();
        if members.contains_key(&name) {
            return Err(AuthError::Validation(vec![FieldError::new(name, "duplicate", "was sent twice")]));
        }
        members.insert(name, Value::String(value.into_owned()));
    }
    Fields::new(members).read().map_err(AuthError::Validation)
}

/// A JSON value in which no object has two members of one name: of two, one reader takes the first
/// and another the last.
struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UnambiguousVisitor).map(Self)
    }
}

struct UnambiguousVisitor;

impl<'de> Visitor<'de> for UnambiguousVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Unambiguous(element)) = elements.next_element()? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Unambiguous(value))) = members.next_entry::<String, _>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a member twice"));
            }
        }
        Ok(Value::Object(object))
    }
}
