mod access;
mod matrix;
mod optional;
mod order;
mod router;
