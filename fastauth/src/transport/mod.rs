//! How it travels: credentials in, problem documents out.

pub(crate) mod bearer;
pub(crate) mod body;
mod client_address;
mod cookie;
pub(crate) mod credentials;
pub(crate) mod cross_site;
mod problem;
mod state_cookie;

pub(crate) use client_address::client_address;
pub use cookie::SetCookies;
pub(crate) use problem::CREDENTIALS;
pub use problem::{Problem, Rejection};
