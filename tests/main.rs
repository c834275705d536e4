//! Black-box tests: over HTTP, on real databases.
//!
//! `./test` starts PostgreSQL and MariaDB and says where they are; a test on a database that is not
//! there fails.

#[macro_use]
mod support;

mod administration;
mod availability;
mod browser;
mod configuration;
mod contract;
mod events;
mod flows;
mod guards;
mod house;
mod instances;
mod limits;
mod mail;
mod models;
mod oauth;
mod process;
mod readme;
mod security;
mod store;
mod tokens;
