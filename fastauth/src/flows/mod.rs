//! What happens: one story a file, each a method of [`FastAuth`](crate::FastAuth). No HTTP, no SQL,
//! and none calls another; what several end with is in `commit` and `open_session`.

mod check_access;
mod commit;
mod create_tables;
mod create_token;
mod delete_user;
mod get_user;
mod grant;
mod login;
mod logout;
mod open_session;
mod refresh;
mod register;
mod update_user;
