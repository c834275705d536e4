//! What happens: one story a file, each a method of [`FastAuth`](crate::FastAuth). No HTTP, no SQL,
//! and none calls another.

mod check_access;
mod create_tables;
mod create_token;
mod delete_user;
mod get_user;
mod grant;
mod login;
mod logout;
mod refresh;
mod register;
mod update_user;
