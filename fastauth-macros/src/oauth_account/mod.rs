//! `#[derive(OAuthAccount)]`.

mod check;
mod derive;
mod expand;

pub(crate) use derive::derive;
