//! How often something may be tried: each story with both limiters, or on every database.

#[macro_use]
mod world;

mod addresses;
mod devices;
mod instances;
mod limiters;
mod login;
mod mails;
mod tries;
