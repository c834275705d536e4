//! `#[require_user]`, `#[require_token]`, `#[public]` and `#[access_check]`: what a handler asks.

mod access_check;
mod handler;
mod public;
mod token;
mod user;

pub(crate) use access_check::expand as access_check;
pub(crate) use public::expand as public;
pub(crate) use token::expand as require_token;
pub(crate) use user::expand as require_user;
