mod access;
mod aliases;
mod matrix;
mod optional;
mod order;
mod router;
mod routers;
