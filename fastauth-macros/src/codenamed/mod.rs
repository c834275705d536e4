//! `#[derive(Role)]` and `#[derive(Permission)]`: two names for one shape.

mod check;
mod derive;
mod expand;
mod fallback;
mod input;
mod kind;

pub(crate) use derive::derive;
pub(crate) use kind::Kind;
