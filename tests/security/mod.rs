mod anything;
mod bodies;
mod configuration;
mod faults;
mod headers;
mod properties;
mod secrets;
mod tokens;
