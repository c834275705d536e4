//! `#[derive(AuthUser)]`.

mod check;
mod derive;
mod expand;
mod fallback;
mod input;
mod schemas;

pub(crate) use check::KeyType;
pub(crate) use derive::derive;
