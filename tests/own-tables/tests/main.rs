//! A service with tables of its own moves to fastauth: over HTTP, on real databases, filled before.
//!
//! `./test` starts PostgreSQL and MariaDB and says where they are; a test on a database that is not
//! there fails.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

#[macro_use]
mod support;

mod accounts;
mod administration;
mod coming_in;
mod guards;
mod rows;
mod tables;
