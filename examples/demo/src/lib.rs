//! The demo, but for what only its process does.

#![allow(missing_docs, reason = "a service, no library: its tests are the only ones to use it")]

pub mod admin;
pub mod mailbox;
pub mod models;
pub mod providers;
pub mod routes;
pub mod settings;
