//! What a client calls: one file a router, each route a few lines from a flow.

mod account;
mod all;
mod auth;
mod handle;
mod leaving;
mod me;
mod page;
mod permissions;
mod policies;
mod register;
mod reset;
mod roles;
mod sent;
mod users;
mod verify;
