//! The demo, but for what only its process does.

pub mod admin;
pub mod models;
pub mod routes;
pub mod settings;
