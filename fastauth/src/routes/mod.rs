//! What a client calls: one file a router, each route a few lines from a flow.

mod all;
mod auth;
mod handle;
mod me;
mod register;
mod reset;
mod sent;
mod users;
mod verify;
