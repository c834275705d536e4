mod hooks;
mod permissions;
mod roles;
mod users;
