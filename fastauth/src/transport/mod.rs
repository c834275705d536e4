//! How it travels: credentials in, problem documents out.

pub(crate) mod bearer;
pub(crate) mod body;
mod cookie;
pub(crate) mod credentials;
pub(crate) mod cross_site;
mod problem;

pub use cookie::SetCookies;
pub(crate) use problem::CREDENTIALS;
pub use problem::{Problem, Rejection};
