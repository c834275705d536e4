mod permissions;
mod roles;
mod users;
