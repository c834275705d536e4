//! How it travels: credentials in, problem documents out.

pub(crate) mod bearer;
pub(crate) mod body;
mod problem;

pub use problem::{Problem, Rejection};
