//! Lists, a page at a time: `?limit=1..100` and `?after=CURSOR`.

use axum::extract::FromRequestParts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use serde::Serialize;

use crate::error::AuthError;
use crate::model::FieldError;
use crate::transport::Rejection;

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 100;

/// What the query of a list says. Anything that it may not say is a 422.
#[derive(Debug, Default)]
pub(super) struct Query {
    members: Vec<(String, String)>,
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Rejection> {
        let mut members: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            if members.iter().any(|(other, _)| *other == name) {
                return Err(refused(&name, "duplicate", "was sent twice").into());
            }
            if name.contains('\0') || value.contains('\0') {
                return Err(
                    refused(&name.replace('\0', ""), "invalid", "must not hold a NUL character").into()
                );
            }
            members.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self { members })
    }
}

impl Query {
    /// Takes a member out.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let position = self.members.iter().position(|(other, _)| other == name)?;
        Some(self.members.swap_remove(position).1)
    }

    /// Takes a member out that is `true` or `false`.
    pub(super) fn take_bool(&mut self, name: &str) -> Result<Option<bool>, AuthError> {
        let value = self.take(name);
        value
            .map(|value| value.parse().map_err(|_| refused(name, "invalid", "is not `true` or `false`")))
            .transpose()
    }

    /// Takes the page out, and refuses what is left.
    pub(super) fn page(mut self) -> Result<Page, AuthError> {
        let limit = match self.take("limit") {
            None => DEFAULT_LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MAX_LIMIT).contains(limit))
                .ok_or_else(|| refused("limit", "invalid", "is not a number from 1 to 100"))?,
        };
        let after = self.take("after").map(|cursor| decoded(&cursor)).transpose()?;
        self.end()?;
        Ok(Page { limit, after })
    }

    /// Refuses what is left.
    pub(super) fn end(self) -> Result<(), AuthError> {
        let unknown = |(name, _): &(String, String)| {
            FieldError::new(name.clone(), "unknown", "is not a parameter of this request")
        };
        let errors: Vec<FieldError> = self.members.iter().map(unknown).collect();
        if errors.is_empty() { Ok(()) } else { Err(AuthError::Validation(errors)) }
    }
}

/// Where a page begins, and how long it is.
#[derive(Debug)]
pub(super) struct Page {
    limit: usize,
    /// The last of the page before, as its cursor says.
    pub(super) after: Option<String>,
}

impl Page {
    /// One more than is shown: whether there is a next page, the database need not be asked again.
    pub(super) fn wanted(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// The answer, where `found` has what [`wanted`](Self::wanted) asked for.
    pub(super) fn items<T, R>(
        &self,
        mut found: Vec<T>,
        key: impl Fn(&T) -> String,
        show: impl FnMut(T) -> R,
    ) -> Items<R> {
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        let next = found.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(key(last)));
        Items { items: found.into_iter().map(show).collect(), next }
    }
}

/// `{items, next}`
#[derive(Debug, Serialize)]
pub(super) struct Items<R> {
    items: Vec<R>,
    next: Option<String>,
}

/// A cursor is the key of the last item: nothing that its reader does not know already.
fn decoded(cursor: &str) -> Result<String, AuthError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|text| !text.contains('\0'));
    text.ok_or_else(bad_cursor)
}

/// The answer to a cursor that no list gave out.
pub(super) fn bad_cursor() -> AuthError {
    refused("after", "invalid", "is not a cursor of this list")
}

fn refused(name: &str, code: &'static str, message: &str) -> AuthError {
    AuthError::field(name, code, message)
}
