//! How it travels: credentials in, problem documents out.

pub(crate) mod bearer;
pub(crate) mod body;
mod problem;

pub(crate) use problem::CREDENTIALS;
pub use problem::{Problem, Rejection};
