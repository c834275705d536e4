mod bodies;
mod configuration;
mod headers;
mod secrets;
mod tokens;
