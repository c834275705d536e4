//! A service that ran on Diesel before it had fastauth: `schema` is as `diesel print-schema` writes it, and
//! `migrations` are those that it had, but for `moving.sql`, which says what fastauth asks of tables.

#![allow(missing_docs, reason = "a service, no library: its tests are the only ones to use it")]

pub mod books;
pub mod models;
pub mod outbox;
pub mod routes;
pub mod schema;
